// Texts of signed containers (ASiC).

export const asicMessages = {
  'step.asic.container': { zh: '容器结构', en: 'Structure of the container' },
  'step.asic.coverage': { zh: '哪些文件有签名', en: 'Which files are signed' },
  'step.asic.assertion': { zh: '签名在容器中的位置与清单', en: 'Place and manifest of the signature' },
  'step.asic.covers': { zh: '覆盖的文件', en: 'Files covered' },
  'step.asic.message': { zh: '签名数据', en: 'Data of the signature' },
  'asic.unreadable': {
    zh: '容器（ZIP）无法读取（{code}）：不同软件可能打开不同的内容，不可信赖。',
    en: 'The container (ZIP) cannot be read ({code}): programs may open different contents.',
  },
  'asic.no-signature': {
    zh: '此容器里没有签名、时间戳或证据记录。',
    en: 'The container holds no signature, timestamp or evidence record.',
  },
  'asic.too-many-signatures': {
    zh: '容器里的签名过多，未全部验证。',
    en: 'The container holds too many signatures; not all were judged.',
  },
  'asic.entry-refused': {
    zh: '容器里的文件“{name}”不合规则（{code}）：不同软件会看到不同的文件，不可接受。',
    en: 'The file “{name}” in the container breaks the rules ({code}): programs would see different files.',
  },
  'asic.hidden-file': {
    zh: '容器里藏有目录没有列出的文件（偏移 {offset}，{length} 字节）：有的软件会打开它，不可接受。',
    en: 'The container hides a file that its directory does not list (byte {offset}, {length} bytes): some programs would open it.',
  },
  'asic.hidden-octets': {
    zh: '容器里有不属于任何文件的数据（偏移 {offset}，{length} 字节）。',
    en: 'The container holds octets that belong to no file (byte {offset}, {length} bytes).',
  },
  'asic.mimetype-absent': {
    zh: '容器没有写明自己的类型（mimetype）。',
    en: 'The container does not say its type (mimetype).',
  },
  'asic.mimetype-unknown': {
    zh: '容器写明的类型“{mimetype}”不是签名容器的类型。',
    en: 'The type the container states, “{mimetype}”, is not that of a signed container.',
  },
  'asic.mimetype-not-first': {
    zh: '类型文件（mimetype）不是容器里的第一个文件。',
    en: 'The file with the type (mimetype) is not the first in the container.',
  },
  'asic.mimetype-compressed': {
    zh: '类型文件（mimetype）被压缩。',
    en: 'The file with the type (mimetype) is compressed.',
  },
  'asic.mimetype-spaces': {
    zh: '类型文件（mimetype）在类型之后还有空白。',
    en: 'The file with the type (mimetype) holds white space behind the type.',
  },
  'asic.mimetype-comment': {
    zh: '容器注释所写的类型（{comment}）与类型文件不一致。',
    en: 'The type in the comment of the container ({comment}) is not that in its mimetype file.',
  },
  'asic.name-ambiguous': {
    zh: '文件“{name}”的名称与 META-INF 仅大小写不同：不同软件会当作不同的东西，不可接受。',
    en: 'The name “{name}” differs from META-INF in its letters’ case only: programs take it for different things.',
  },
  'asic.nested': {
    zh: '“{name}”本身是压缩包；其中若有签名，须单独验证。',
    en: '“{name}” is an archive itself; signatures inside it must be verified by themselves.',
  },
  'asic.several-objects': {
    zh: '简单容器（ASiC-S）只能有一个数据文件，这里有 {count} 个：{names}。',
    en: 'A simple container (ASiC-S) has one data object; here are {count}: {names}.',
  },
  'asic.object-missing': {
    zh: '容器里没有数据文件：被签名的文件已被取走。',
    en: 'The container holds no data object: what was signed was taken out.',
  },
  'asic.manifest-unreadable': {
    zh: '清单“{name}”无法读取（{code}，偏移 {offset}）。',
    en: 'The manifest “{name}” cannot be read ({code} at byte {offset}).',
  },
  'asic.manifest-malformed': {
    zh: '“{name}”不是签名容器的清单。',
    en: '“{name}” is no manifest of a signed container.',
  },
  'asic.manifest-target': {
    zh: '清单“{name}”没有写明，或不止一次写明，由哪个签名覆盖。',
    en: 'The manifest “{name}” does not say, or says more than once, which signature covers it.',
  },
  'asic.manifest-empty': {
    zh: '清单“{name}”没有列出任何文件：签名什么也没有覆盖。',
    en: 'The manifest “{name}” lists no file: its signature covers nothing.',
  },
  'asic.manifest-too-long': {
    zh: '清单“{name}”列出的文件过多，未全部核对。',
    en: 'The manifest “{name}” lists too many files; not all were compared.',
  },
  'asic.manifest-extension': {
    zh: '清单“{name}”带有必须理解的扩展，本系统不认识，依标准不得接受。',
    en: 'The manifest “{name}” has an extension that must be understood and is not known here.',
  },
  'asic.manifest-strangers': {
    zh: '清单“{name}”里有不属于清单的内容，不予采信。',
    en: 'The manifest “{name}” holds elements that are no part of a manifest; they are ignored.',
  },
  'asic.manifest-ambiguous': {
    zh: '不止一份清单称由“{name}”签名：究竟签了什么有两种说法，不可接受。',
    en: 'More than one manifest says it is signed by “{name}”: what was signed has two answers.',
  },
  'asic.manifest-missing': {
    zh: '没有清单说明“{name}”覆盖哪些文件。',
    en: 'No manifest says which files “{name}” covers.',
  },
  'asic.manifest-unsigned': {
    zh: '清单“{name}”所指的签名不在容器里。',
    en: 'The signature that the manifest “{name}” names is not in the container.',
  },
  'asic.reference-outside': {
    zh: '清单里的“{name}”指向容器之外，不可接受。',
    en: 'The reference “{name}” of the manifest leads out of the container.',
  },
  'asic.reference-missing': {
    zh: '清单列出的文件“{name}”不在容器里。',
    en: 'The file “{name}” that the manifest lists is not in the container.',
  },
  'asic.reference-digest': {
    zh: '文件“{name}”与清单里的摘要不符：内容被改动或调换。',
    en: 'The file “{name}” does not have the digest in the manifest: it was changed or replaced.',
  },
  'asic.reference-digest-unknown': {
    zh: '文件“{name}”的摘要算法“{algorithm}”不受支持。',
    en: 'The digest algorithm of the file “{name}”, “{algorithm}”, is not supported.',
  },
  'asic.covers': {
    zh: '“{file}”覆盖 {count} 个文件：{names}。',
    en: '“{file}” covers {count} files: {names}.',
  },
  'asic.not-signed': {
    zh: '容器里有 {count} 个文件没有任何签名覆盖：{names}。不能当作已签名的内容。',
    en: '{count} files in the container are covered by no signature: {names}. They must not be taken for signed.',
  },
  'asic.not-covered': {
    zh: '容器里有 {count} 个文件没有任何时间戳或证据记录覆盖：{names}。',
    en: '{count} files in the container are covered by no timestamp or evidence record: {names}.',
  },
  'asic.meta-not-signed': {
    zh: 'META-INF 下未被签名的附属文件：{names}。',
    en: 'Files under META-INF that nobody signed: {names}.',
  },
  'asic.not-judged': {
    zh: '“{name}”的格式暂不能验证，未作结论。',
    en: '“{name}” is of a format that is not judged yet; nothing was concluded.',
  },
} as const
