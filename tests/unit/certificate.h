/**
 * A certificate for localhost that nobody has signed, and its key: for showing that a client
 * refuses it. It protects nothing.
 */
#ifndef POSSUM_TESTS_UNIT_CERTIFICATE_H
#define POSSUM_TESTS_UNIT_CERTIFICATE_H

static const char test_key[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgeQaVomp6GIdNtsUG\n"
                               "JVj3eTPmx/pgNExnBqAvN6TnUNuhRANCAASM9Lm7Cl7+vzPQ+TDc0+/Ye5y/glk4\n"
                               "bx38ZH8/udxUYzOSdBhF8Uqwdr4XCzrUBziWlVofS3m221N3/xMgTjwX\n"
                               "-----END PRIVATE KEY-----\n";

static const char test_certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBmzCCAUGgAwIBAgIUXC2+E2UVTcpd4sm5UDU1RrUHmjkwCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTAwNDUzN1oYDzIxMjYxMTAx\n"
    "MDA0NTM3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
    "PQMBBwNCAASM9Lm7Cl7+vzPQ+TDc0+/Ye5y/glk4bx38ZH8/udxUYzOSdBhF8Uqw\n"
    "dr4XCzrUBziWlVofS3m221N3/xMgTjwXo28wbTAdBgNVHQ4EFgQUORmAuZbu2lTP\n"
    "Hug+vZF8G1Yiq9AwHwYDVR0jBBgwFoAUORmAuZbu2lTPHug+vZF8G1Yiq9AwDwYD\n"
    "VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI\n"
    "zj0EAwIDSAAwRQIgViU0qDlffW3S3hCR19DfLFXLM/wV2JDTe7WbZDZKjXMCIQDu\n"
    "/W6bd8yPiLJUhgrlOsK1NIyx13STTVOSyj9aiHxSvQ==\n"
    "-----END CERTIFICATE-----\n";

#endif
