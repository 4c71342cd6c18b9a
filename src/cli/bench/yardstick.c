/* What libcrypto does with the same bytes: every operation parses all of its input again, as a program without a cache would.
 * usage: yardstick KIND SECONDS FILE...   prints operations per CPU-second of this process, and for crl also its memory. */
#define OPENSSL_API_COMPAT 0x30000000L
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct { unsigned char *bytes; long length; } Input;

static const char SM2_ID[] = "1234567812345678";

static void fail(const char *what) {
    fprintf(stderr, "yardstick: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static Input input_of(const char *path) {
    Input in;
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    fseek(file, 0, SEEK_END);
    in.length = ftell(file);
    rewind(file);
    in.bytes = malloc(in.length ? in.length : 1);
    if (fread(in.bytes, 1, in.length, file) != (size_t)in.length) fail(path);
    fclose(file);
    return in;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static long resident_kb(void) {
    long pages = 0, ignored;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &ignored, &pages) != 2) pages = 0;
    if (file) fclose(file);
    return pages * 4;
}

static X509 *certificate(Input in) {
    const unsigned char *at = in.bytes;
    X509 *read = d2i_X509(NULL, &at, in.length);
    if (!read) fail("certificate");
    return read;
}

static X509_STORE *store_with(Input root) {
    X509_STORE *store = X509_STORE_new();
    X509 *anchor = certificate(root);
    X509_STORE_add_cert(store, anchor);
    X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
    X509_free(anchor);
    return store;
}

/* message, content, root; the message carries the chain */
static void cms(Input *in) {
    const unsigned char *at = in[0].bytes;
    CMS_ContentInfo *message = d2i_CMS_ContentInfo(NULL, &at, in[0].length);
    BIO *content = BIO_new_mem_buf(in[1].bytes, in[1].length);
    X509_STORE *store = store_with(in[2]);
    if (!message || CMS_verify(message, NULL, store, content, NULL, CMS_BINARY) != 1) fail("CMS_verify");
    X509_STORE_free(store);
    BIO_free(content);
    CMS_ContentInfo_free(message);
}

/* response, data, root */
static void timestamp(Input *in) {
    const unsigned char *at = in[0].bytes;
    TS_RESP *response = d2i_TS_RESP(NULL, &at, in[0].length);
    TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
    TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
    TS_VERIFY_CTX_set_data(context, BIO_new_mem_buf(in[1].bytes, in[1].length));
    TS_VERIFY_CTX_set_store(context, store_with(in[2]));
    if (!response || TS_RESP_verify_response(context, response) != 1) fail("TS_RESP_verify_response");
    TS_VERIFY_CTX_free(context);
    TS_RESP_free(response);
}

/* leaf, issuer, root */
static void chain(Input *in) {
    X509 *leaf = certificate(in[0]), *issuer = certificate(in[1]);
    X509_STORE *store = store_with(in[2]);
    STACK_OF(X509) *others = sk_X509_new_null();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    sk_X509_push(others, issuer);
    if (!X509_STORE_CTX_init(context, store, leaf, others) || X509_verify_cert(context) != 1) fail("X509_verify_cert");
    X509_STORE_CTX_free(context);
    sk_X509_free(others);
    X509_STORE_free(store);
    X509_free(issuer);
    X509_free(leaf);
}

static void verify_sm2(EVP_PKEY *key, const unsigned char *signature, size_t signature_length, Input message) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = EVP_PKEY_CTX_new(key, NULL);
    EVP_PKEY_CTX_set1_id(options, SM2_ID, sizeof SM2_ID - 1);
    EVP_MD_CTX_set_pkey_ctx(context, options);
    if (EVP_DigestVerifyInit(context, NULL, EVP_sm3(), NULL, key) != 1
        || EVP_DigestVerify(context, signature, signature_length, message.bytes, message.length) != 1) fail("SM2");
    EVP_MD_CTX_free(context);
    EVP_PKEY_CTX_free(options);
}

static void certificate_signed_by(X509 *subject, X509 *issuer) {
    ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(id, (const unsigned char *)SM2_ID, sizeof SM2_ID - 1);
    X509_set0_distinguishing_id(subject, id);
    if (X509_verify(subject, X509_get0_pubkey(issuer)) != 1) fail("SM2 certificate");
}

/* leaf, issuer, root, content, signed attributes, signature: CMS of OpenSSL 3.0 cannot carry the SM2 identifier, these are its parts */
static void sm2_parts(Input *in) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    X509 *leaf = certificate(in[0]), *issuer = certificate(in[1]), *root = certificate(in[2]);
    if (!EVP_Digest(in[3].bytes, in[3].length, digest, NULL, EVP_sm3(), NULL)) fail("SM3");
    verify_sm2(X509_get0_pubkey(leaf), in[5].bytes, in[5].length, in[4]);
    certificate_signed_by(leaf, issuer);
    certificate_signed_by(issuer, root);
    X509_free(leaf);
    X509_free(issuer);
    X509_free(root);
}

/* list, contents octets of a serial number on it */
static void crl(Input *in) {
    const unsigned char *at = in[0].bytes;
    X509_CRL *list = d2i_X509_CRL(NULL, &at, in[0].length);
    BIGNUM *number = BN_bin2bn(in[1].bytes, in[1].length, NULL);
    ASN1_INTEGER *serial = BN_to_ASN1_INTEGER(number, NULL);
    X509_REVOKED *entry = NULL;
    if (!list || X509_CRL_get0_by_serial(list, &entry, serial) != 1) fail("CRL");
    fprintf(stderr, "resident %ld\n", resident_kb());
    ASN1_INTEGER_free(serial);
    BN_free(number);
    X509_CRL_free(list);
}

static const struct { const char *name; int files; void (*run)(Input *); } KINDS[] = {
    {"cms", 3, cms}, {"timestamp", 3, timestamp}, {"chain", 3, chain}, {"sm2-parts", 6, sm2_parts}, {"crl", 2, crl},
};

int main(int count, char **words) {
    Input in[6];
    for (size_t kind = 0; kind < sizeof KINDS / sizeof *KINDS; kind++) {
        if (count < 3 || strcmp(words[1], KINDS[kind].name) || count != 3 + KINDS[kind].files) continue;
        for (int i = 0; i < KINDS[kind].files; i++) in[i] = input_of(words[3 + i]);
        double seconds = atof(words[2]), start, spent;
        long done = 0;
        if (seconds > 0) KINDS[kind].run(in);
        start = cpu_seconds();
        do {
            KINDS[kind].run(in);
            done++;
        } while ((spent = cpu_seconds() - start) < seconds);
        printf("%.3f\n", done / spent);
        return 0;
    }
    fail("usage: yardstick KIND SECONDS FILE...");
}
