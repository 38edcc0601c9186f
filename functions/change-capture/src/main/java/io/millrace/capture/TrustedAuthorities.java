package io.millrace.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.UUID;

/**
 * The authorities of a PEM file as Java's key store, which readers of binary logs take and nothing else. There are no secrets in it; the password is what makes it
 * readable, and it ends with the process.
 */
record TrustedAuthorities(Path file, String password) {

    static final String TYPE = "PKCS12";

    /** @throws IOException names the file that can't be used */
    static TrustedAuthorities of(String pem) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(pem))) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
            TrustedAuthorities made = new TrustedAuthorities(
                    Files.createTempFile("millrace-authorities", ".p12"),
                    UUID.randomUUID().toString());
            made.file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(made.file)) {
                store.store(out, made.password.toCharArray());
            }
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("the authorities in " + pem + " are no certificates in PEM", e);
        }
    }
}
