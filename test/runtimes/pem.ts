// The fixtures the core suite judges, as text: the same on every runtime.

import ecdsaIssuing from '../../ca-fixtures/built/ecdsa/certificates/issuing.pem?raw'
import ecdsaRoot from '../../ca-fixtures/built/ecdsa/certificates/root.pem?raw'
import ecdsaBad from '../../ca-fixtures/built/ecdsa/certificates/site-bad-signature.pem?raw'
import ecdsaExpired from '../../ca-fixtures/built/ecdsa/certificates/site-expired.pem?raw'
import ecdsaGood from '../../ca-fixtures/built/ecdsa/certificates/site-gov.pem?raw'
import ecdsaRevoked from '../../ca-fixtures/built/ecdsa/certificates/site-revoked.pem?raw'
import ecdsaCrl from '../../ca-fixtures/built/ecdsa/crls/issuing.pem?raw'
import rsaIssuing from '../../ca-fixtures/built/rsa/certificates/issuing.pem?raw'
import rsaRoot from '../../ca-fixtures/built/rsa/certificates/root.pem?raw'
import rsaBad from '../../ca-fixtures/built/rsa/certificates/site-bad-signature.pem?raw'
import rsaExpired from '../../ca-fixtures/built/rsa/certificates/site-expired.pem?raw'
import rsaGood from '../../ca-fixtures/built/rsa/certificates/site-gov.pem?raw'
import rsaRevoked from '../../ca-fixtures/built/rsa/certificates/site-revoked.pem?raw'
import rsaCrl from '../../ca-fixtures/built/rsa/crls/issuing.pem?raw'
import sm2Issuing from '../../ca-fixtures/built/sm2/certificates/issuing.pem?raw'
import sm2Root from '../../ca-fixtures/built/sm2/certificates/root.pem?raw'
import sm2Bad from '../../ca-fixtures/built/sm2/certificates/site-bad-signature.pem?raw'
import sm2Expired from '../../ca-fixtures/built/sm2/certificates/site-expired.pem?raw'
import sm2Good from '../../ca-fixtures/built/sm2/certificates/site-gov.pem?raw'
import sm2Revoked from '../../ca-fixtures/built/sm2/certificates/site-revoked.pem?raw'
import sm2Crl from '../../ca-fixtures/built/sm2/crls/issuing.pem?raw'

export const PEM = {
  rsa: {
    root: rsaRoot,
    issuing: rsaIssuing,
    good: rsaGood,
    bad: rsaBad,
    expired: rsaExpired,
    revoked: rsaRevoked,
    crl: rsaCrl,
  },
  ecdsa: {
    root: ecdsaRoot,
    issuing: ecdsaIssuing,
    good: ecdsaGood,
    bad: ecdsaBad,
    expired: ecdsaExpired,
    revoked: ecdsaRevoked,
    crl: ecdsaCrl,
  },
  sm2: {
    root: sm2Root,
    issuing: sm2Issuing,
    good: sm2Good,
    bad: sm2Bad,
    expired: sm2Expired,
    revoked: sm2Revoked,
    crl: sm2Crl,
  },
} as const
