// The object identifiers this product knows, with the names people read. GM arcs follow gm-formats: GM/T 0006 and 0015 as
// implemented by GmSSL, gmsm and BouncyCastle (clause unverified); the others stand in RFC 5280, 5652, 6960, 3161 and their kin.

export interface OidLabel {
  oid: string
  /** As in RFC 4514 or the defining module. */
  short: string
  zh: string
  en: string
}

function row(oid: string, short: string, zh: string, en: string): OidLabel {
  return { oid, short, zh, en }
}

const TABLE = {
  // Attributes of names (X.520, RFC 4519, PKCS#9)
  commonName: row('2.5.4.3', 'CN', '通用名称', 'Common name'),
  surname: row('2.5.4.4', 'SN', '姓', 'Surname'),
  serialNumber: row('2.5.4.5', 'serialNumber', '序列号', 'Serial number'),
  countryName: row('2.5.4.6', 'C', '国家', 'Country'),
  localityName: row('2.5.4.7', 'L', '城市', 'Locality'),
  stateOrProvinceName: row('2.5.4.8', 'ST', '省份', 'State or province'),
  streetAddress: row('2.5.4.9', 'STREET', '街道', 'Street'),
  organizationName: row('2.5.4.10', 'O', '单位', 'Organization'),
  organizationalUnitName: row('2.5.4.11', 'OU', '部门', 'Organizational unit'),
  title: row('2.5.4.12', 'title', '职务', 'Title'),
  businessCategory: row('2.5.4.15', 'businessCategory', '业务类别', 'Business category'),
  postalCode: row('2.5.4.17', 'postalCode', '邮政编码', 'Postal code'),
  telephoneNumber: row('2.5.4.20', 'telephoneNumber', '电话', 'Telephone'),
  name: row('2.5.4.41', 'name', '姓名', 'Name'),
  givenName: row('2.5.4.42', 'GN', '名', 'Given name'),
  initials: row('2.5.4.43', 'initials', '首字母', 'Initials'),
  generationQualifier: row('2.5.4.44', 'generationQualifier', '辈分', 'Generation'),
  dnQualifier: row('2.5.4.46', 'dnQualifier', 'DN 限定符', 'DN qualifier'),
  pseudonym: row('2.5.4.65', 'pseudonym', '化名', 'Pseudonym'),
  organizationIdentifier: row('2.5.4.97', 'organizationIdentifier', '机构标识', 'Organization identifier'),
  userId: row('0.9.2342.19200300.100.1.1', 'UID', '用户标识', 'User id'),
  domainComponent: row('0.9.2342.19200300.100.1.25', 'DC', '域名组件', 'Domain component'),
  emailAddress: row('1.2.840.113549.1.9.1', 'emailAddress', '电子邮件', 'Email address'),
  jurisdictionCountry: row('1.3.6.1.4.1.311.60.2.1.3', 'jurisdictionC', '注册国家', 'Jurisdiction country'),

  // Keys and curves
  rsaEncryption: row('1.2.840.113549.1.1.1', 'rsaEncryption', 'RSA', 'RSA'),
  rsaPss: row('1.2.840.113549.1.1.10', 'RSASSA-PSS', 'RSA-PSS', 'RSA-PSS'),
  rsaOaep: row('1.2.840.113549.1.1.7', 'RSAES-OAEP', 'RSA-OAEP', 'RSA-OAEP'),
  mgf1: row('1.2.840.113549.1.1.8', 'MGF1', 'MGF1', 'MGF1'),
  dsa: row('1.2.840.10040.4.1', 'id-dsa', 'DSA', 'DSA'),
  dhPublicNumber: row('1.2.840.10046.2.1', 'dhpublicnumber', 'DH', 'DH'),
  ecPublicKey: row('1.2.840.10045.2.1', 'id-ecPublicKey', '椭圆曲线', 'Elliptic curve'),
  prime256v1: row('1.2.840.10045.3.1.7', 'P-256', 'P-256', 'P-256'),
  secp224r1: row('1.3.132.0.33', 'P-224', 'P-224', 'P-224'),
  secp384r1: row('1.3.132.0.34', 'P-384', 'P-384', 'P-384'),
  secp521r1: row('1.3.132.0.35', 'P-521', 'P-521', 'P-521'),
  secp256k1: row('1.3.132.0.10', 'secp256k1', 'secp256k1', 'secp256k1'),
  brainpoolP256r1: row('1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1', 'brainpoolP256r1', 'brainpoolP256r1'),
  brainpoolP384r1: row('1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1', 'brainpoolP384r1', 'brainpoolP384r1'),
  brainpoolP512r1: row('1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1', 'brainpoolP512r1', 'brainpoolP512r1'),
  x25519: row('1.3.101.110', 'X25519', 'X25519', 'X25519'),
  ed25519: row('1.3.101.112', 'Ed25519', 'Ed25519', 'Ed25519'),
  ed448: row('1.3.101.113', 'Ed448', 'Ed448', 'Ed448'),

  // Signatures
  md2WithRsa: row('1.2.840.113549.1.1.2', 'md2WithRSAEncryption', 'MD2-RSA', 'MD2 with RSA'),
  md5WithRsa: row('1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'MD5-RSA', 'MD5 with RSA'),
  sha1WithRsa: row('1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'SHA1-RSA', 'SHA-1 with RSA'),
  sha224WithRsa: row('1.2.840.113549.1.1.14', 'sha224WithRSAEncryption', 'SHA224-RSA', 'SHA-224 with RSA'),
  sha256WithRsa: row('1.2.840.113549.1.1.11', 'sha256WithRSAEncryption', 'SHA256-RSA', 'SHA-256 with RSA'),
  sha384WithRsa: row('1.2.840.113549.1.1.12', 'sha384WithRSAEncryption', 'SHA384-RSA', 'SHA-384 with RSA'),
  sha512WithRsa: row('1.2.840.113549.1.1.13', 'sha512WithRSAEncryption', 'SHA512-RSA', 'SHA-512 with RSA'),
  sha3_256WithRsa: row(
    '2.16.840.1.101.3.4.3.14',
    'id-rsassa-pkcs1-v1_5-with-sha3-256',
    'SHA3-256-RSA',
    'SHA3-256 with RSA',
  ),
  sha3_384WithRsa: row(
    '2.16.840.1.101.3.4.3.15',
    'id-rsassa-pkcs1-v1_5-with-sha3-384',
    'SHA3-384-RSA',
    'SHA3-384 with RSA',
  ),
  sha3_512WithRsa: row(
    '2.16.840.1.101.3.4.3.16',
    'id-rsassa-pkcs1-v1_5-with-sha3-512',
    'SHA3-512-RSA',
    'SHA3-512 with RSA',
  ),
  sha1WithRsaOiw: row('1.3.14.3.2.29', 'sha1WithRSASignature', 'SHA1-RSA（旧标识）', 'SHA-1 with RSA (OIW)'),
  sha1WithDsa: row('1.2.840.10040.4.3', 'dsa-with-sha1', 'SHA1-DSA', 'SHA-1 with DSA'),
  sha224WithDsa: row('2.16.840.1.101.3.4.3.1', 'dsa-with-sha224', 'SHA224-DSA', 'SHA-224 with DSA'),
  sha256WithDsa: row('2.16.840.1.101.3.4.3.2', 'dsa-with-sha256', 'SHA256-DSA', 'SHA-256 with DSA'),
  ecdsaWithSha1: row('1.2.840.10045.4.1', 'ecdsa-with-SHA1', 'SHA1-ECDSA', 'ECDSA with SHA-1'),
  ecdsaWithSha224: row('1.2.840.10045.4.3.1', 'ecdsa-with-SHA224', 'SHA224-ECDSA', 'ECDSA with SHA-224'),
  ecdsaWithSha256: row('1.2.840.10045.4.3.2', 'ecdsa-with-SHA256', 'SHA256-ECDSA', 'ECDSA with SHA-256'),
  ecdsaWithSha384: row('1.2.840.10045.4.3.3', 'ecdsa-with-SHA384', 'SHA384-ECDSA', 'ECDSA with SHA-384'),
  ecdsaWithSha512: row('1.2.840.10045.4.3.4', 'ecdsa-with-SHA512', 'SHA512-ECDSA', 'ECDSA with SHA-512'),
  ecdsaWithSha3_256: row('2.16.840.1.101.3.4.3.10', 'id-ecdsa-with-sha3-256', 'SHA3-256-ECDSA', 'ECDSA with SHA3-256'),
  ecdsaWithSha3_384: row('2.16.840.1.101.3.4.3.11', 'id-ecdsa-with-sha3-384', 'SHA3-384-ECDSA', 'ECDSA with SHA3-384'),
  ecdsaWithSha3_512: row('2.16.840.1.101.3.4.3.12', 'id-ecdsa-with-sha3-512', 'SHA3-512-ECDSA', 'ECDSA with SHA3-512'),

  // Hashes
  md5: row('1.2.840.113549.2.5', 'MD5', 'MD5', 'MD5'),
  sha1: row('1.3.14.3.2.26', 'SHA-1', 'SHA-1', 'SHA-1'),
  sha224: row('2.16.840.1.101.3.4.2.4', 'SHA-224', 'SHA-224', 'SHA-224'),
  sha256: row('2.16.840.1.101.3.4.2.1', 'SHA-256', 'SHA-256', 'SHA-256'),
  sha384: row('2.16.840.1.101.3.4.2.2', 'SHA-384', 'SHA-384', 'SHA-384'),
  sha512: row('2.16.840.1.101.3.4.2.3', 'SHA-512', 'SHA-512', 'SHA-512'),
  sha3_256: row('2.16.840.1.101.3.4.2.8', 'SHA3-256', 'SHA3-256', 'SHA3-256'),
  sha3_384: row('2.16.840.1.101.3.4.2.9', 'SHA3-384', 'SHA3-384', 'SHA3-384'),
  sha3_512: row('2.16.840.1.101.3.4.2.10', 'SHA3-512', 'SHA3-512', 'SHA3-512'),

  // Ciphers
  aes128Cbc: row('2.16.840.1.101.3.4.1.2', 'aes128-CBC', 'AES-128-CBC', 'AES-128-CBC'),
  aes192Cbc: row('2.16.840.1.101.3.4.1.22', 'aes192-CBC', 'AES-192-CBC', 'AES-192-CBC'),
  aes256Cbc: row('2.16.840.1.101.3.4.1.42', 'aes256-CBC', 'AES-256-CBC', 'AES-256-CBC'),
  aes256Gcm: row('2.16.840.1.101.3.4.1.46', 'aes256-GCM', 'AES-256-GCM', 'AES-256-GCM'),
  desEde3Cbc: row('1.2.840.113549.3.7', 'des-EDE3-CBC', '3DES-CBC', '3DES-CBC'),
  hmacSha1: row('1.2.840.113549.2.7', 'hmacWithSHA1', 'HMAC-SHA1', 'HMAC-SHA1'),
  hmacSha256: row('1.2.840.113549.2.9', 'hmacWithSHA256', 'HMAC-SHA256', 'HMAC-SHA256'),
  pbes2: row('1.2.840.113549.1.5.13', 'PBES2', 'PBES2', 'PBES2'),
  pbkdf2: row('1.2.840.113549.1.5.12', 'PBKDF2', 'PBKDF2', 'PBKDF2'),

  // GM algorithms (gm-formats, section 2)
  gmBlockCipher: row('1.2.156.10197.1.100', 'gm-block-cipher', '国密分组密码', 'GM block cipher'),
  sm1: row('1.2.156.10197.1.102', 'SM1', 'SM1', 'SM1'),
  ssf33: row('1.2.156.10197.1.103', 'SSF33', 'SSF33', 'SSF33'),
  sm4: row('1.2.156.10197.1.104', 'SM4', 'SM4', 'SM4'),
  sm4Ecb: row('1.2.156.10197.1.104.1', 'SM4-ECB', 'SM4-ECB', 'SM4-ECB'),
  sm4Cbc: row('1.2.156.10197.1.104.2', 'SM4-CBC', 'SM4-CBC', 'SM4-CBC'),
  sm4Ofb: row('1.2.156.10197.1.104.3', 'SM4-OFB', 'SM4-OFB', 'SM4-OFB'),
  sm4Cfb: row('1.2.156.10197.1.104.4', 'SM4-CFB', 'SM4-CFB', 'SM4-CFB'),
  sm4Cfb1: row('1.2.156.10197.1.104.5', 'SM4-CFB1', 'SM4-CFB1', 'SM4-CFB1'),
  sm4Cfb8: row('1.2.156.10197.1.104.6', 'SM4-CFB8', 'SM4-CFB8', 'SM4-CFB8'),
  sm4Ctr: row('1.2.156.10197.1.104.7', 'SM4-CTR', 'SM4-CTR', 'SM4-CTR'),
  sm4Gcm: row('1.2.156.10197.1.104.8', 'SM4-GCM', 'SM4-GCM', 'SM4-GCM'),
  sm4Ccm: row('1.2.156.10197.1.104.9', 'SM4-CCM', 'SM4-CCM', 'SM4-CCM'),
  sm4Xts: row('1.2.156.10197.1.104.10', 'SM4-XTS', 'SM4-XTS', 'SM4-XTS'),
  sm4Wrap: row('1.2.156.10197.1.104.11', 'SM4-WRAP', 'SM4-WRAP', 'SM4-WRAP'),
  sm4WrapPad: row('1.2.156.10197.1.104.12', 'SM4-WRAP-PAD', 'SM4-WRAP-PAD', 'SM4-WRAP-PAD'),
  zuc: row('1.2.156.10197.1.201', 'ZUC', '祖冲之', 'ZUC'),
  sm2: row('1.2.156.10197.1.301', 'SM2', 'SM2', 'SM2'),
  sm2Sign: row('1.2.156.10197.1.301.1', 'SM2-sign', 'SM2 签名', 'SM2 signature'),
  sm2KeyExchange: row('1.2.156.10197.1.301.2', 'SM2-kex', 'SM2 密钥交换', 'SM2 key exchange'),
  sm2Encrypt: row('1.2.156.10197.1.301.3', 'SM2-encrypt', 'SM2 加密', 'SM2 encryption'),
  sm9: row('1.2.156.10197.1.302', 'SM9', 'SM9', 'SM9'),
  sm3: row('1.2.156.10197.1.401', 'SM3', 'SM3', 'SM3'),
  sm3Unkeyed: row('1.2.156.10197.1.401.1', 'SM3', 'SM3（无密钥）', 'SM3 (without key)'),
  sm3Keyed: row('1.2.156.10197.1.401.2', 'HMAC-SM3', 'SM3（带密钥）', 'SM3 (keyed)'),
  sm2WithSm3: row('1.2.156.10197.1.501', 'SM2-with-SM3', 'SM2-SM3', 'SM2 with SM3'),
  sm2WithSha1: row('1.2.156.10197.1.502', 'SM2-with-SHA1', 'SM2-SHA1', 'SM2 with SHA-1'),
  sm2WithSha256: row('1.2.156.10197.1.503', 'SM2-with-SHA256', 'SM2-SHA256', 'SM2 with SHA-256'),
  rsaWithSm3: row('1.2.156.10197.1.504', 'RSA-with-SM3', 'RSA-SM3', 'RSA with SM3'),
  gmData: row('1.2.156.10197.6.1.4.2.1', 'gm-data', '国密数据', 'GM data'),
  gmSignedData: row('1.2.156.10197.6.1.4.2.2', 'gm-signedData', '国密签名数据', 'GM signed data'),
  gmEnvelopedData: row('1.2.156.10197.6.1.4.2.3', 'gm-envelopedData', '国密数字信封', 'GM enveloped data'),
  gmSignedAndEnvelopedData: row(
    '1.2.156.10197.6.1.4.2.4',
    'gm-signedAndEnvelopedData',
    '国密签名信封',
    'GM signed and enveloped data',
  ),
  gmEncryptedData: row('1.2.156.10197.6.1.4.2.5', 'gm-encryptedData', '国密加密数据', 'GM encrypted data'),
  gmKeyAgreementInfo: row('1.2.156.10197.6.1.4.2.6', 'gm-keyAgreementInfo', '国密密钥协商', 'GM key agreement'),
  gmCaIdentifiers: row('1.2.156.10197.4.3', 'gm-ca', 'CA 机构标识', 'CA identifier'),
  sheca: row('1.2.156.112570', 'SHECA', '上海 CA', 'SHECA'),

  // Chinese identity extensions (gm-formats, section 3)
  identifyCode: row('1.2.156.10260.4.1.1', 'IdentifyCode', '个人身份标识码', 'Identity code'),
  residentCardNumber: row('1.2.156.10260.4.1.1.1', 'ResidentCard', '居民身份证号', 'Resident card number'),
  passportNumber: row('1.2.156.10260.4.1.1.2', 'Passport', '护照号', 'Passport number'),
  insuranceNumber: row('1.2.156.10260.4.1.2', 'InsuranceNumber', '社会保险号', 'Social insurance number'),
  icRegistrationNumber: row(
    '1.2.156.10260.4.1.3',
    'ICRegistrationNumber',
    '工商注册号',
    'Business registration number',
  ),
  organizationCode: row('1.2.156.10260.4.1.4', 'OrganizationCode', '统一社会信用代码', 'Unified social credit code'),
  organizationCodeAlias: row('1.2.156.10260.4.4', 'OrganizationCode', '统一社会信用代码', 'Unified social credit code'),
  taxationNumber: row('1.2.156.10260.4.1.5', 'TaxationNumber', '税号', 'Taxation number'),
  legacyIdentifyCode: row('1.2.86.11.7.1', 'IdentifyCode', '个人身份标识码（旧）', 'Identity code (legacy)'),
  legacyInsuranceNumber: row(
    '1.2.86.11.7.2',
    'InsuranceNumber',
    '社会保险号（旧）',
    'Social insurance number (legacy)',
  ),
  legacyIcRegistrationNumber: row('1.2.86.11.7.3', 'ICRegistrationNumber', '工商注册号（旧）', 'Registration (legacy)'),
  legacyOrganizationCode: row('1.2.86.11.7.4', 'OrganizationCode', '组织机构代码（旧）', 'Organization code (legacy)'),
  legacyTaxationNumber: row('1.2.86.11.7.5', 'TaxationNumber', '税号（旧）', 'Taxation number (legacy)'),
  shecaOrganizationCode: row('1.2.156.1.8888.148', 'SHECA-org', '上海 CA 单位代码', 'SHECA organization code'),
  shecaUniqueId: row('1.2.156.112570.11.205', 'SHECA-unique-id', '上海 CA 统一标识', 'SHECA unique id'),
  shecaEnterpriseCode: row('1.2.156.112570.11.210', 'SHECA-enterprise', '上海 CA 企业代码', 'SHECA enterprise code'),
  shecaDeviceId: row('1.2.156.112570.12.102', 'SHECA-device', '上海 CA 绑定设备', 'SHECA bound device'),
  shecaEvPolicy: row('1.2.156.112570.1.1.3', 'SHECA-EV', '上海 CA EV 策略', 'SHECA EV policy'),

  // Certificate and CRL extensions (RFC 5280 §4.2, §5.2)
  subjectDirectoryAttributes: row(
    '2.5.29.9',
    'subjectDirectoryAttributes',
    '主体目录属性',
    'Subject directory attributes',
  ),
  subjectKeyIdentifier: row('2.5.29.14', 'subjectKeyIdentifier', '主体密钥标识', 'Subject key identifier'),
  keyUsage: row('2.5.29.15', 'keyUsage', '密钥用途', 'Key usage'),
  privateKeyUsagePeriod: row('2.5.29.16', 'privateKeyUsagePeriod', '私钥使用期', 'Private key usage period'),
  subjectAltName: row('2.5.29.17', 'subjectAltName', '主体备用名称', 'Subject alternative name'),
  issuerAltName: row('2.5.29.18', 'issuerAltName', '颁发者备用名称', 'Issuer alternative name'),
  basicConstraints: row('2.5.29.19', 'basicConstraints', '基本约束', 'Basic constraints'),
  crlNumber: row('2.5.29.20', 'cRLNumber', 'CRL 编号', 'CRL number'),
  reasonCode: row('2.5.29.21', 'reasonCode', '吊销原因', 'Revocation reason'),
  holdInstructionCode: row('2.5.29.23', 'holdInstructionCode', '冻结指示', 'Hold instruction'),
  invalidityDate: row('2.5.29.24', 'invalidityDate', '失效日期', 'Invalidity date'),
  deltaCrlIndicator: row('2.5.29.27', 'deltaCRLIndicator', '增量 CRL 标志', 'Delta CRL indicator'),
  issuingDistributionPoint: row('2.5.29.28', 'issuingDistributionPoint', '颁发分发点', 'Issuing distribution point'),
  certificateIssuer: row('2.5.29.29', 'certificateIssuer', '证书颁发者', 'Certificate issuer'),
  nameConstraints: row('2.5.29.30', 'nameConstraints', '名称约束', 'Name constraints'),
  crlDistributionPoints: row('2.5.29.31', 'cRLDistributionPoints', 'CRL 分发点', 'CRL distribution points'),
  certificatePolicies: row('2.5.29.32', 'certificatePolicies', '证书策略', 'Certificate policies'),
  anyPolicy: row('2.5.29.32.0', 'anyPolicy', '任意策略', 'Any policy'),
  policyMappings: row('2.5.29.33', 'policyMappings', '策略映射', 'Policy mappings'),
  authorityKeyIdentifier: row('2.5.29.35', 'authorityKeyIdentifier', '颁发者密钥标识', 'Authority key identifier'),
  policyConstraints: row('2.5.29.36', 'policyConstraints', '策略约束', 'Policy constraints'),
  extKeyUsage: row('2.5.29.37', 'extKeyUsage', '扩展密钥用途', 'Extended key usage'),
  freshestCrl: row('2.5.29.46', 'freshestCRL', '最新 CRL', 'Freshest CRL'),
  expiredCertsOnCrl: row('2.5.29.60', 'expiredCertsOnCRL', '保留过期证书', 'Expired certificates on CRL'),
  inhibitAnyPolicy: row('2.5.29.54', 'inhibitAnyPolicy', '禁止任意策略', 'Inhibit any policy'),
  authorityInfoAccess: row(
    '1.3.6.1.5.5.7.1.1',
    'authorityInfoAccess',
    '颁发者信息访问',
    'Authority information access',
  ),
  subjectInfoAccess: row('1.3.6.1.5.5.7.1.11', 'subjectInfoAccess', '主体信息访问', 'Subject information access'),
  qcStatements: row('1.3.6.1.5.5.7.1.3', 'qcStatements', '合格证书声明', 'Qualified certificate statements'),
  proxyCertInfo: row('1.3.6.1.5.5.7.1.14', 'proxyCertInfo', '代理证书信息', 'Proxy certificate information'),
  tlsFeature: row('1.3.6.1.5.5.7.1.24', 'tlsFeature', 'TLS 特性', 'TLS feature'),
  netscapeCertType: row('2.16.840.1.113730.1.1', 'netscapeCertType', '网景证书类型', 'Netscape certificate type'),
  netscapeComment: row('2.16.840.1.113730.1.13', 'netscapeComment', '网景注释', 'Netscape comment'),
  entrustVersion: row('1.2.840.113533.7.65.0', 'entrustVersInfo', 'Entrust 版本', 'Entrust version'),
  signedCertificateTimestamps: row('1.3.6.1.4.1.11129.2.4.2', 'ct-precert-scts', '证书透明度时间戳', 'CT timestamps'),
  precertificatePoison: row('1.3.6.1.4.1.11129.2.4.3', 'ct-precert-poison', '预证书标志', 'CT precertificate poison'),
  ocspNoCheck: row('1.3.6.1.5.5.7.48.1.5', 'id-pkix-ocsp-nocheck', '免查吊销', 'OCSP no check'),
  extensionRequest: row('1.2.840.113549.1.9.14', 'extensionRequest', '扩展请求', 'Extension request'),
  challengePassword: row('1.2.840.113549.1.9.7', 'challengePassword', '挑战口令', 'Challenge password'),
  cfcaTemporaryKey: row('1.2.840.113549.1.9.63', 'cfca-temporary-key', 'CFCA 临时公钥', 'CFCA temporary public key'),

  // Access methods and policy qualifiers
  ocsp: row('1.3.6.1.5.5.7.48.1', 'OCSP', 'OCSP 服务', 'OCSP'),
  caIssuers: row('1.3.6.1.5.5.7.48.2', 'caIssuers', '上级证书地址', 'CA issuers'),
  timeStampingAccess: row('1.3.6.1.5.5.7.48.3', 'timeStamping', '时间戳服务', 'Time stamping'),
  caRepository: row('1.3.6.1.5.5.7.48.5', 'caRepository', 'CA 证书库', 'CA repository'),
  cpsQualifier: row('1.3.6.1.5.5.7.2.1', 'CPS', '认证业务声明', 'Certification practice statement'),
  userNoticeQualifier: row('1.3.6.1.5.5.7.2.2', 'userNotice', '用户须知', 'User notice'),

  // Extended key usages (RFC 5280 §4.2.1.12 and vendors)
  anyExtendedKeyUsage: row('2.5.29.37.0', 'anyExtendedKeyUsage', '任意用途', 'Any purpose'),
  serverAuth: row('1.3.6.1.5.5.7.3.1', 'serverAuth', '服务器身份', 'TLS server'),
  clientAuth: row('1.3.6.1.5.5.7.3.2', 'clientAuth', '客户端身份', 'TLS client'),
  codeSigning: row('1.3.6.1.5.5.7.3.3', 'codeSigning', '代码签名', 'Code signing'),
  emailProtection: row('1.3.6.1.5.5.7.3.4', 'emailProtection', '安全邮件', 'Email protection'),
  timeStamping: row('1.3.6.1.5.5.7.3.8', 'timeStamping', '时间戳', 'Time stamping'),
  ocspSigning: row('1.3.6.1.5.5.7.3.9', 'OCSPSigning', 'OCSP 签名', 'OCSP signing'),
  documentSigning: row('1.3.6.1.5.5.7.3.36', 'documentSigning', '文档签名', 'Document signing'),
  ipsecIke: row('1.3.6.1.5.5.7.3.17', 'ipsecIKE', 'IPsec', 'IPsec IKE'),
  microsoftSgc: row('1.3.6.1.4.1.311.10.3.3', 'msSGC', '微软服务器网关加密', 'Microsoft SGC'),
  netscapeSgc: row('2.16.840.1.113730.4.1', 'nsSGC', '网景服务器网关加密', 'Netscape SGC'),
  microsoftDocumentSigning: row(
    '1.3.6.1.4.1.311.10.3.12',
    'msDocumentSigning',
    '微软文档签名',
    'Microsoft document signing',
  ),
  microsoftSmartcardLogon: row('1.3.6.1.4.1.311.20.2.2', 'msSmartcardLogin', '智能卡登录', 'Smart card logon'),
  adobePdfSigning: row('1.2.840.113583.1.1.5', 'pdfAuthenticDocumentsTrust', 'PDF 签名', 'PDF signing'),
  microsoftUpn: row('1.3.6.1.4.1.311.20.2.3', 'UPN', '用户主体名', 'User principal name'),
  smtpUtf8Mailbox: row('1.3.6.1.5.5.7.8.9', 'SmtpUTF8Mailbox', '国际化邮箱', 'Internationalised mailbox'),

  // CMS, timestamps and their attributes (RFC 5652, 5035, 3161, 5126)
  data: row('1.2.840.113549.1.7.1', 'data', '数据', 'Data'),
  signedData: row('1.2.840.113549.1.7.2', 'signedData', '签名数据', 'Signed data'),
  envelopedData: row('1.2.840.113549.1.7.3', 'envelopedData', '数字信封', 'Enveloped data'),
  encryptedData: row('1.2.840.113549.1.7.6', 'encryptedData', '加密数据', 'Encrypted data'),
  digestedData: row('1.2.840.113549.1.7.5', 'digestedData', '摘要数据', 'Digested data'),
  tstInfo: row('1.2.840.113549.1.9.16.1.4', 'TSTInfo', '时间戳信息', 'Timestamp information'),
  contentType: row('1.2.840.113549.1.9.3', 'contentType', '内容类型', 'Content type'),
  messageDigest: row('1.2.840.113549.1.9.4', 'messageDigest', '消息摘要', 'Message digest'),
  signingTime: row('1.2.840.113549.1.9.5', 'signingTime', '签名时间', 'Signing time'),
  counterSignature: row('1.2.840.113549.1.9.6', 'countersignature', '副署', 'Countersignature'),
  smimeCapabilities: row('1.2.840.113549.1.9.15', 'smimeCapabilities', 'S/MIME 能力', 'S/MIME capabilities'),
  cmsAlgorithmProtection: row('1.2.840.113549.1.9.52', 'CMSAlgorithmProtection', '算法保护', 'Algorithm protection'),
  signingCertificate: row('1.2.840.113549.1.9.16.2.12', 'signingCertificate', '签名证书', 'Signing certificate'),
  signingCertificateV2: row(
    '1.2.840.113549.1.9.16.2.47',
    'signingCertificateV2',
    '签名证书（v2）',
    'Signing certificate v2',
  ),
  contentHints: row('1.2.840.113549.1.9.16.2.4', 'contentHints', '内容提示', 'Content hints'),
  signatureTimeStamp: row('1.2.840.113549.1.9.16.2.14', 'signatureTimeStampToken', '签名时间戳', 'Signature timestamp'),
  signaturePolicy: row('1.2.840.113549.1.9.16.2.15', 'signaturePolicyId', '签名策略', 'Signature policy'),
  commitmentType: row('1.2.840.113549.1.9.16.2.16', 'commitmentTypeIndication', '承诺类型', 'Commitment type'),
  signerLocation: row('1.2.840.113549.1.9.16.2.17', 'signerLocation', '签名地点', 'Signer location'),
  signerAttributes: row('1.2.840.113549.1.9.16.2.18', 'signerAttributes', '签名者属性', 'Signer attributes'),
  contentTimeStamp: row('1.2.840.113549.1.9.16.2.20', 'contentTimeStamp', '内容时间戳', 'Content timestamp'),
  certificateReferences: row('1.2.840.113549.1.9.16.2.21', 'certificateRefs', '证书引用', 'Certificate references'),
  revocationReferences: row('1.2.840.113549.1.9.16.2.22', 'revocationRefs', '吊销引用', 'Revocation references'),
  certificateValues: row('1.2.840.113549.1.9.16.2.23', 'certValues', '证书值', 'Certificate values'),
  revocationValues: row('1.2.840.113549.1.9.16.2.24', 'revocationValues', '吊销值', 'Revocation values'),
  escTimeStamp: row('1.2.840.113549.1.9.16.2.25', 'escTimeStamp', 'CAdES-C 时间戳', 'CAdES-C timestamp'),
  certificateCrlTimeStamp: row('1.2.840.113549.1.9.16.2.26', 'certCRLTimestamp', '引用时间戳', 'References timestamp'),
  archiveTimeStampV2: row(
    '1.2.840.113549.1.9.16.2.48',
    'archiveTimestampV2',
    '归档时间戳（v2）',
    'Archive timestamp v2',
  ),
  archiveTimeStampV3: row('0.4.0.1733.2.4', 'archiveTimestampV3', '归档时间戳（v3）', 'Archive timestamp v3'),
  atsHashIndexV3: row('0.4.0.19122.1.5', 'ats-hash-index-v3', '归档摘要索引', 'Archive hash index'),
  longTermValidation: row('0.4.0.1733.2.2', 'long-term-validation', '长期验证', 'Long-term validation'),
  adobeRevocation: row(
    '1.2.840.113583.1.1.8',
    'adobe-revocationInfoArchival',
    'Adobe 吊销信息',
    'Adobe revocation information',
  ),
  microsoftTimeStamp: row('1.3.6.1.4.1.311.3.3.1', 'ms-timestampToken', '微软时间戳', 'Microsoft timestamp'),

  // OCSP (RFC 6960)
  ocspBasic: row('1.3.6.1.5.5.7.48.1.1', 'id-pkix-ocsp-basic', 'OCSP 基本响应', 'OCSP basic response'),
  ocspNonce: row('1.3.6.1.5.5.7.48.1.2', 'id-pkix-ocsp-nonce', 'OCSP 随机数', 'OCSP nonce'),
  ocspArchiveCutoff: row('1.3.6.1.5.5.7.48.1.6', 'id-pkix-ocsp-archive-cutoff', 'OCSP 归档截止', 'OCSP archive cutoff'),
  ocspExtendedRevoked: row('1.3.6.1.5.5.7.48.1.9', 'id-pkix-ocsp-extended-revoke', '扩展吊销', 'Extended revoked'),
} as const satisfies Record<string, OidLabel>

export type OidName = keyof typeof TABLE

/** Dotted OID by name: `OID.commonName` is `2.5.4.3`. */
export const OID: Readonly<Record<OidName, string>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, label]) => [name, label.oid]),
) as Record<OidName, string>

const BY_OID = new Map<string, OidLabel>(Object.values(TABLE).map((label) => [label.oid, label]))

/** Names of an OID for people, `undefined` when it is not in the table. */
export function labelOf(oid: string): OidLabel | undefined {
  return BY_OID.get(oid)
}

/** The short name of an OID, or the dotted text itself. */
export function shortNameOf(oid: string): string {
  return BY_OID.get(oid)?.short ?? oid
}
