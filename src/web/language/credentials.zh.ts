// The words of 在线检测、人员证书、介质 in Chinese; English stands in credentials.en.ts under the same keys.

export const credentialsZh = {
  'place.check': '在线检测',
  'online.title': '在线检测',
  'online.what': '看一张证书是谁的、还能不能用、下一步做什么',
  'online.drop': '选择证书文件，或拖到这里',
  'online.hint': '.cer .crt .pem .p7b .pfx，别家发的也可以查',
  'online.password': '文件口令',
  'online.password-why': '这个文件有口令保护。口令只用这一次，不会保存。',
  'online.again': '再查一张',
  'online.run': '检测',
  'online.topic.holder': '谁的',
  'online.topic.validity': '有效期',
  'online.topic.revocation': '是否吊销',
  'online.topic.algorithm': '算法',
  'online.topic.issuer': '谁发的',
  'online.topic.use': '用途',
  'online.serial': '证书序列号',
  'online.next': '下一步',
} as const
