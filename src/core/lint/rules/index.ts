// All rules: a rule that is not listed here does not run (a test counts the files).

import type { LintRule } from '../rule.ts'
import type { Linted, LintedCertificate, LintedRequest } from '../subject.ts'
import { accessCaMissing } from './access/ca-missing.ts'
import { accessCaMissingEarly } from './access/ca-missing-early.ts'
import { accessCaNotHttp } from './access/ca-not-http.ts'
import { accessCaWithoutIssuer } from './access/ca-without-issuer.ts'
import { accessInternalHost } from './access/internal-host.ts'
import { accessIssuerNotHttp } from './access/issuer-not-http.ts'
import { accessLeafMissing } from './access/leaf-missing.ts'
import { accessLeafWithoutIssuer } from './access/leaf-without-issuer.ts'
import { accessLeafWithoutOcsp } from './access/leaf-without-ocsp.ts'
import { accessLocationMissing } from './access/location-missing.ts'
import { accessMethodNotPermitted } from './access/method-not-permitted.ts'
import { accessOcspNotHttp } from './access/ocsp-not-http.ts'
import { accessRepeatedLocation } from './access/repeated-location.ts'
import { basicCaFlagMissing } from './basic/ca-flag-missing.ts'
import { basicDefaultSpelledOut } from './basic/default-spelled-out.ts'
import { basicLeafIsCa } from './basic/leaf-is-ca.ts'
import { basicNotCaButSigns } from './basic/not-ca-but-signs.ts'
import { basicPathLengthMisplaced } from './basic/path-length-misplaced.ts'
import { basicPathLengthNegative } from './basic/path-length-negative.ts'
import { basicRootPathLength } from './basic/root-path-length.ts'
import { certificateBackdated } from './certificate/backdated.ts'
import { certificateDuplicateExtension } from './certificate/duplicate-extension.ts'
import { certificateEcdsaEncoding } from './certificate/ecdsa-encoding.ts'
import { certificateEmptySequence } from './certificate/empty-sequence.ts'
import { certificateExtensionUnreadable } from './certificate/extension-unreadable.ts'
import { certificateExtensionsWithoutVersion3 } from './certificate/extensions-without-version-3.ts'
import { certificateFalseSpelledOut } from './certificate/false-spelled-out.ts'
import { certificateForbiddenSignature } from './certificate/forbidden-signature.ts'
import { certificatePssEncoding } from './certificate/pss-encoding.ts'
import { certificateSctMissing } from './certificate/sct-missing.ts'
import { certificateSignatureAlgorithmsDiffer } from './certificate/signature-algorithms-differ.ts'
import { certificateSignatureParametersNotNull } from './certificate/signature-parameters-not-null.ts'
import { certificateSignatureParametersPresent } from './certificate/signature-parameters-present.ts'
import { certificateSm2SignatureMixed } from './certificate/sm2-signature-mixed.ts'
import { certificateSm2SignatureParameters } from './certificate/sm2-signature-parameters.ts'
import { certificateUniqueId } from './certificate/unique-id.ts'
import { certificateUniqueIdInVersion1 } from './certificate/unique-id-in-version-1.ts'
import { certificateUnsupportedSignature } from './certificate/unsupported-signature.ts'
import { certificateVersionNot3 } from './certificate/version-not-3.ts'
import { certificateWeakSignature } from './certificate/weak-signature.ts'
import { constraintsEmpty } from './constraints/empty.ts'
import { constraintsMaximum } from './constraints/maximum.ts'
import { constraintsMinimum } from './constraints/minimum.ts'
import { constraintsNotInCa } from './constraints/not-in-ca.ts'
import { constraintsReservedIp } from './constraints/reserved-ip.ts'
import { constraintsUriNotHost } from './constraints/uri-not-host.ts'
import { crlCaPointMissing } from './crl/ca-point-missing.ts'
import { crlIssuerPresent } from './crl/issuer-present.ts'
import { crlNeitherLdapNorHttp } from './crl/neither-ldap-nor-http.ts'
import { crlNotHttp } from './crl/not-http.ts'
import { crlPointIncomplete } from './crl/point-incomplete.ts'
import { crlPointWithoutUrl } from './crl/point-without-url.ts'
import { evAddress } from './ev/address.ts'
import { evOrganizationMissing } from './ev/organization-missing.ts'
import { evWildcard } from './ev/wildcard.ts'
import { gmEncryptionIncomplete } from './gm/encryption-incomplete.ts'
import { gmKeyAlgorithm } from './gm/key-algorithm.ts'
import { gmSigningWithoutCommitment } from './gm/signing-without-commitment.ts'
import { gmUsageMissing } from './gm/usage-missing.ts'
import { gmUsageMixed } from './gm/usage-mixed.ts'
import { gmWideText } from './gm/wide-text.ts'
import { hostArpa } from './host/arpa.ts'
import { hostBadCharacter } from './host/bad-character.ts'
import { hostEmptyLabel } from './host/empty-label.ts'
import { hostHyphenAtEdge } from './host/hyphen-at-edge.ts'
import { hostLabelTooLong } from './host/label-too-long.ts'
import { hostNotLdhUnicode } from './host/not-ldh-unicode.ts'
import { hostRegistryItself } from './host/registry-itself.ts'
import { hostReservedLabel } from './host/reserved-label.ts'
import { hostTopLevelNumber } from './host/top-level-number.ts'
import { hostUnderscore } from './host/underscore.ts'
import { hostUnderscoreTooEarly } from './host/underscore-too-early.ts'
import { hostUnderscoreTooLong } from './host/underscore-too-long.ts'
import { hostWildcardAboveRegistry } from './host/wildcard-above-registry.ts'
import { hostWildcardNotLeftmost } from './host/wildcard-not-leftmost.ts'
import { hostWildcardNotWholeLabel } from './host/wildcard-not-whole-label.ts'
import { identifiersAuthorityBothForms } from './identifiers/authority-both-forms.ts'
import { identifiersAuthorityMissing } from './identifiers/authority-missing.ts'
import { identifiersSubjectMissing } from './identifiers/subject-missing.ts'
import { identifiersSubjectMissingInCa } from './identifiers/subject-missing-in-ca.ts'
import { identifiersSubjectNotRecommended } from './identifiers/subject-not-recommended.ts'
import { keyAlgorithmEncoding } from './key/algorithm-encoding.ts'
import { keyCurveNotAllowed } from './key/curve-not-allowed.ts'
import { keyDsa } from './key/dsa.ts'
import { keyDsaBrowser } from './key/dsa-browser.ts'
import { keyExponentRange } from './key/exponent-range.ts'
import { keyModulusOddSize } from './key/modulus-odd-size.ts'
import { keyParametersNotNull } from './key/parameters-not-null.ts'
import { keyPssKey } from './key/pss-key.ts'
import { keyTypeNotAllowed } from './key/type-not-allowed.ts'
import { namesAddressAsHost } from './names/address-as-host.ts'
import { namesAddressLength } from './names/address-length.ts'
import { namesCommonNameNotAmong } from './names/common-name-not-among.ts'
import { namesDuplicate } from './names/duplicate.ts'
import { namesDuplicateAddress } from './names/duplicate-address.ts'
import { namesInternal } from './names/internal.ts'
import { namesMissing } from './names/missing.ts'
import { namesRedacted } from './names/redacted.ts'
import { namesReservedIp } from './names/reserved-ip.ts'
import { namesTooLong } from './names/too-long.ts'
import { noticeControlCharacters } from './notice/control-characters.ts'
import { noticeIa5 } from './notice/ia5.ts'
import { noticeNotNormalised } from './notice/not-normalised.ts'
import { noticeNotUtf8 } from './notice/not-utf8.ts'
import { noticeReference } from './notice/reference.ts'
import { noticeTooLong } from './notice/too-long.ts'
import { ocspNoCheckAbsent } from './ocsp/no-check-absent.ts'
import { ocspNoCheckMissing } from './ocsp/no-check-missing.ts'
import { ocspResponderAlsoServes } from './ocsp/responder-also-serves.ts'
import { ocspUsage } from './ocsp/usage.ts'
import { policyAnyPolicyQualifier } from './policy/any-policy-qualifier.ts'
import { policyCaMissing } from './policy/ca-missing.ts'
import { policyCaPoliciesInvalid } from './policy/ca-policies-invalid.ts'
import { policyCaSeveralReserved } from './policy/ca-several-reserved.ts'
import { policyConstraintsEmpty } from './policy/constraints-empty.ts'
import { policyCpsNotHttp } from './policy/cps-not-http.ts'
import { policyDuplicate } from './policy/duplicate.ts'
import { policyLeafMissing } from './policy/leaf-missing.ts'
import { policyLeafWithoutReserved } from './policy/leaf-without-reserved.ts'
import { policyMapsAnyPolicy } from './policy/maps-any-policy.ts'
import { policyMapsUnasserted } from './policy/maps-unasserted.ts'
import { policyQualifierNotCps } from './policy/qualifier-not-cps.ts'
import { policyRootHasPolicies } from './policy/root-has-policies.ts'
import { purposeAny } from './purpose/any.ts'
import { purposeCaForbidden } from './purpose/ca-forbidden.ts'
import { purposeCaMissing } from './purpose/ca-missing.ts'
import { purposeCaMixed } from './purpose/ca-mixed.ts'
import { purposeClientLeaving } from './purpose/client-leaving.ts'
import { purposeClientStillThere } from './purpose/client-still-there.ts'
import { purposeCriticalWithAny } from './purpose/critical-with-any.ts'
import { purposeLeafExtra } from './purpose/leaf-extra.ts'
import { purposeLeafForbidden } from './purpose/leaf-forbidden.ts'
import { purposeLeafMissing } from './purpose/leaf-missing.ts'
import { purposeLeafWithoutServer } from './purpose/leaf-without-server.ts'
import { purposeNetscape } from './purpose/netscape.ts'
import { purposeRootHasPurpose } from './purpose/root-has-purpose.ts'
import { requestAsksToBeCa } from './request/asks-to-be-ca.ts'
import { requestAttributeBare } from './request/attribute-bare.ts'
import { requestChallengePassword } from './request/challenge-password.ts'
import { requestNamesMissing } from './request/names-missing.ts'
import { requestProofAlgorithm } from './request/proof-algorithm.ts'
import { requestProofBroken } from './request/proof-broken.ts'
import { requestRepeatedAttribute } from './request/repeated-attribute.ts'
import { requestSecondKey } from './request/second-key.ts'
import { requestSm2EmptyId } from './request/sm2-empty-id.ts'
import { requestSm2WithoutZa } from './request/sm2-without-za.ts'
import { requestSubjectEmpty } from './request/subject-empty.ts'
import { serialLowEntropy } from './serial/low-entropy.ts'
import { serialNotPositive } from './serial/not-positive.ts'
import { serialTooLong } from './serial/too-long.ts'
import { subjectCaCommonNameMissing } from './subject/ca-common-name-missing.ts'
import { subjectCaCountryInvalid } from './subject/ca-country-invalid.ts'
import { subjectCaCountryMissing } from './subject/ca-country-missing.ts'
import { subjectCaEmpty } from './subject/ca-empty.ts'
import { subjectCaOrganizationMissing } from './subject/ca-organization-missing.ts'
import { subjectCommonNameNotExact } from './subject/common-name-not-exact.ts'
import { subjectCommonNameNotInNames } from './subject/common-name-not-in-names.ts'
import { subjectCommonNameNotRecommended } from './subject/common-name-not-recommended.ts'
import { subjectCommonNamePresent } from './subject/common-name-present.ts'
import { subjectControlCharacters } from './subject/control-characters.ts'
import { subjectCountryLength } from './subject/country-length.ts'
import { subjectCountryLowerCase } from './subject/country-lower-case.ts'
import { subjectCountryMissing } from './subject/country-missing.ts'
import { subjectCountryNotPrintable } from './subject/country-not-printable.ts'
import { subjectCountryUnknown } from './subject/country-unknown.ts'
import { subjectDvExtraAttribute } from './subject/dv-extra-attribute.ts'
import { subjectEmailNotInNames } from './subject/email-not-in-names.ts'
import { subjectEmptyRdn } from './subject/empty-rdn.ts'
import { subjectEmptyWithoutNames } from './subject/empty-without-names.ts'
import { subjectHtmlEntities } from './subject/html-entities.ts'
import { subjectIssuerCountryNotPrintable } from './subject/issuer-country-not-printable.ts'
import { subjectIssuerEmpty } from './subject/issuer-empty.ts'
import { subjectIssuerMultiValuedRdn } from './subject/issuer-multi-valued-rdn.ts'
import { subjectIvPersonIncomplete } from './subject/iv-person-incomplete.ts'
import { subjectIvWithoutCountry } from './subject/iv-without-country.ts'
import { subjectIvWithoutPerson } from './subject/iv-without-person.ts'
import { subjectIvWithoutPlace } from './subject/iv-without-place.ts'
import { subjectMixedEncodings } from './subject/mixed-encodings.ts'
import { subjectMultiValuedRdn } from './subject/multi-valued-rdn.ts'
import { subjectNoInformation } from './subject/no-information.ts'
import { subjectOrder } from './subject/order.ts'
import { subjectOvWithoutCountry } from './subject/ov-without-country.ts'
import { subjectOvWithoutOrganization } from './subject/ov-without-organization.ts'
import { subjectOvWithoutPlace } from './subject/ov-without-place.ts'
import { subjectPersonalNameWithoutPolicy } from './subject/personal-name-without-policy.ts'
import { subjectPlaceCharacters } from './subject/place-characters.ts'
import { subjectPlaceMissing } from './subject/place-missing.ts'
import { subjectPrintableAlphabet } from './subject/printable-alphabet.ts'
import { subjectRepeatedAttribute } from './subject/repeated-attribute.ts'
import { subjectReservedIp } from './subject/reserved-ip.ts'
import { subjectSeveralCommonNames } from './subject/several-common-names.ts'
import { subjectStringType } from './subject/string-type.ts'
import { subjectUndecodable } from './subject/undecodable.ts'
import { subjectUnitInCa } from './subject/unit-in-ca.ts'
import { subjectUnitProhibited } from './subject/unit-prohibited.ts'
import { subjectUnitWithoutOrganization } from './subject/unit-without-organization.ts'
import { ALTERNATIVE_NAME_RULES } from './tables/alternative-name-forms.ts'
import { CRITICALITY_RULES } from './tables/criticality.ts'
import { DOMAIN_VALIDATED_RULES } from './tables/domain-validated.ts'
import { LIFETIME_RULES } from './tables/lifetimes.ts'
import { NAME_KIND_RULES } from './tables/name-kinds.ts'
import { NAME_LENGTH_RULES } from './tables/name-lengths.ts'
import { UNHELD_PLACE_RULES } from './tables/unheld-places.ts'
import { WEAK_KEY_RULES } from './tables/weak-keys.ts'
import { WHITE_SPACE_RULES } from './tables/white-space.ts'
import { timeGeneralizedBefore2050 } from './time/generalized-before-2050.ts'
import { timeGeneralizedFraction } from './time/generalized-fraction.ts'
import { timeGeneralizedNotZulu } from './time/generalized-not-zulu.ts'
import { timeGeneralizedWithoutSeconds } from './time/generalized-without-seconds.ts'
import { timeNotPositive } from './time/not-positive.ts'
import { timeUtcNotZulu } from './time/utc-not-zulu.ts'
import { timeUtcWithoutSeconds } from './time/utc-without-seconds.ts'
import { timestampPurposeNotAlone } from './timestamp/purpose-not-alone.ts'
import { usageCaMissing } from './usage/ca-missing.ts'
import { usageCaWithoutCertSign } from './usage/ca-without-cert-sign.ts'
import { usageCaWithoutCrlSign } from './usage/ca-without-crl-sign.ts'
import { usageEcEncipherment } from './usage/ec-encipherment.ts'
import { usageEcLeafUnusual } from './usage/ec-leaf-unusual.ts'
import { usageEmpty } from './usage/empty.ts'
import { usageLeafSignsCertificates } from './usage/leaf-signs-certificates.ts'
import { usageLeafSignsCrls } from './usage/leaf-signs-crls.ts'
import { usagePurposeMismatch } from './usage/purpose-mismatch.ts'
import { usageRsaCa } from './usage/rsa-ca.ts'
import { usageRsaCaEncipherment } from './usage/rsa-ca-encipherment.ts'
import { usageRsaLeaf } from './usage/rsa-leaf.ts'
import { usageTooManyBits } from './usage/too-many-bits.ts'
import { usageTrailingZeroBits } from './usage/trailing-zero-bits.ts'
import { usageTrailingZeroOctet } from './usage/trailing-zero-octet.ts'

/** About certificates only. */
export const CERTIFICATE_RULES: readonly LintRule<LintedCertificate>[] = [
  accessCaMissingEarly,
  accessCaMissing,
  accessCaNotHttp,
  accessCaWithoutIssuer,
  accessInternalHost,
  accessIssuerNotHttp,
  accessLeafMissing,
  accessLeafWithoutIssuer,
  accessLeafWithoutOcsp,
  accessLocationMissing,
  accessMethodNotPermitted,
  accessOcspNotHttp,
  accessRepeatedLocation,
  basicCaFlagMissing,
  basicDefaultSpelledOut,
  basicLeafIsCa,
  basicNotCaButSigns,
  basicPathLengthMisplaced,
  basicPathLengthNegative,
  basicRootPathLength,
  certificateBackdated,
  certificateEcdsaEncoding,
  certificateEmptySequence,
  certificateExtensionUnreadable,
  certificateExtensionsWithoutVersion3,
  certificateFalseSpelledOut,
  certificatePssEncoding,
  certificateSctMissing,
  certificateSignatureAlgorithmsDiffer,
  certificateSignatureParametersNotNull,
  certificateSignatureParametersPresent,
  certificateSm2SignatureMixed,
  certificateSm2SignatureParameters,
  certificateUniqueIdInVersion1,
  certificateUniqueId,
  certificateUnsupportedSignature,
  certificateVersionNot3,
  certificateWeakSignature,
  constraintsEmpty,
  constraintsMaximum,
  constraintsMinimum,
  constraintsNotInCa,
  constraintsReservedIp,
  constraintsUriNotHost,
  crlCaPointMissing,
  crlIssuerPresent,
  crlNeitherLdapNorHttp,
  crlNotHttp,
  crlPointIncomplete,
  crlPointWithoutUrl,
  evAddress,
  evOrganizationMissing,
  evWildcard,
  gmEncryptionIncomplete,
  gmSigningWithoutCommitment,
  gmUsageMissing,
  gmUsageMixed,
  hostUnderscoreTooEarly,
  hostUnderscoreTooLong,
  identifiersAuthorityBothForms,
  identifiersAuthorityMissing,
  identifiersSubjectMissingInCa,
  identifiersSubjectMissing,
  identifiersSubjectNotRecommended,
  keyDsaBrowser,
  namesMissing,
  noticeControlCharacters,
  noticeIa5,
  noticeNotNormalised,
  noticeNotUtf8,
  noticeReference,
  noticeTooLong,
  ocspNoCheckAbsent,
  ocspNoCheckMissing,
  ocspResponderAlsoServes,
  ocspUsage,
  policyAnyPolicyQualifier,
  policyCaMissing,
  policyCaPoliciesInvalid,
  policyCaSeveralReserved,
  policyConstraintsEmpty,
  policyCpsNotHttp,
  policyLeafMissing,
  policyLeafWithoutReserved,
  policyMapsAnyPolicy,
  policyMapsUnasserted,
  policyQualifierNotCps,
  policyRootHasPolicies,
  purposeCaForbidden,
  purposeCaMissing,
  purposeCaMixed,
  purposeClientLeaving,
  purposeCriticalWithAny,
  purposeLeafExtra,
  purposeLeafForbidden,
  purposeLeafMissing,
  purposeLeafWithoutServer,
  purposeRootHasPurpose,
  serialLowEntropy,
  serialNotPositive,
  serialTooLong,
  subjectCaCommonNameMissing,
  subjectCaCountryInvalid,
  subjectCaCountryMissing,
  subjectCaEmpty,
  subjectCaOrganizationMissing,
  subjectCommonNameNotExact,
  subjectCommonNameNotInNames,
  subjectCommonNameNotRecommended,
  subjectCommonNamePresent,
  subjectCountryMissing,
  subjectDvExtraAttribute,
  subjectEmailNotInNames,
  subjectEmptyWithoutNames,
  subjectIssuerCountryNotPrintable,
  subjectIssuerEmpty,
  subjectIssuerMultiValuedRdn,
  subjectIvPersonIncomplete,
  subjectIvWithoutCountry,
  subjectIvWithoutPerson,
  subjectIvWithoutPlace,
  subjectMultiValuedRdn,
  subjectOrder,
  subjectOvWithoutCountry,
  subjectOvWithoutOrganization,
  subjectOvWithoutPlace,
  subjectPersonalNameWithoutPolicy,
  subjectPlaceCharacters,
  subjectPlaceMissing,
  subjectRepeatedAttribute,
  subjectReservedIp,
  subjectSeveralCommonNames,
  subjectStringType,
  subjectUnitInCa,
  ...CRITICALITY_RULES,
  ...DOMAIN_VALIDATED_RULES,
  ...LIFETIME_RULES,
  ...NAME_KIND_RULES,
  ...UNHELD_PLACE_RULES,
  ...WHITE_SPACE_RULES,
  timeGeneralizedBefore2050,
  timeGeneralizedFraction,
  timeGeneralizedNotZulu,
  timeGeneralizedWithoutSeconds,
  timeNotPositive,
  timeUtcNotZulu,
  timeUtcWithoutSeconds,
  timestampPurposeNotAlone,
  usageCaMissing,
  usageCaWithoutCertSign,
  usageCaWithoutCrlSign,
  usageEcLeafUnusual,
  usageLeafSignsCertificates,
  usageLeafSignsCrls,
  usagePurposeMismatch,
  usageRsaCaEncipherment,
  usageRsaCa,
  usageRsaLeaf,
  usageTooManyBits,
  usageTrailingZeroBits,
  usageTrailingZeroOctet,
]

/** About requests only. */
export const REQUEST_RULES: readonly LintRule<LintedRequest>[] = [
  requestAsksToBeCa,
  requestAttributeBare,
  requestChallengePassword,
  requestNamesMissing,
  requestProofAlgorithm,
  requestProofBroken,
  requestRepeatedAttribute,
  requestSecondKey,
  requestSm2EmptyId,
  requestSm2WithoutZa,
  requestSubjectEmpty,
]

/** About certificates and requests alike. */
export const SHARED_RULES: readonly LintRule<Linted>[] = [
  certificateDuplicateExtension,
  certificateForbiddenSignature,
  gmKeyAlgorithm,
  gmWideText,
  hostArpa,
  hostBadCharacter,
  hostEmptyLabel,
  hostHyphenAtEdge,
  hostLabelTooLong,
  hostNotLdhUnicode,
  hostRegistryItself,
  hostReservedLabel,
  hostTopLevelNumber,
  hostUnderscore,
  hostWildcardAboveRegistry,
  hostWildcardNotLeftmost,
  hostWildcardNotWholeLabel,
  keyAlgorithmEncoding,
  keyCurveNotAllowed,
  keyDsa,
  keyExponentRange,
  keyModulusOddSize,
  keyParametersNotNull,
  keyPssKey,
  keyTypeNotAllowed,
  namesAddressAsHost,
  namesAddressLength,
  namesCommonNameNotAmong,
  namesDuplicateAddress,
  namesDuplicate,
  namesInternal,
  namesRedacted,
  namesReservedIp,
  namesTooLong,
  policyDuplicate,
  purposeAny,
  purposeClientStillThere,
  purposeNetscape,
  subjectControlCharacters,
  subjectCountryLength,
  subjectCountryLowerCase,
  subjectCountryNotPrintable,
  subjectCountryUnknown,
  subjectEmptyRdn,
  subjectHtmlEntities,
  subjectMixedEncodings,
  subjectNoInformation,
  subjectPrintableAlphabet,
  subjectUndecodable,
  subjectUnitProhibited,
  subjectUnitWithoutOrganization,
  ...ALTERNATIVE_NAME_RULES,
  ...NAME_LENGTH_RULES,
  ...WEAK_KEY_RULES,
  usageEcEncipherment,
  usageEmpty,
]
