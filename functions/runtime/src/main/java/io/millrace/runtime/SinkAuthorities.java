package io.millrace.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;

/** Who may have signed the certificate of the broker's ingress: whoever Java trusts, and the cluster's own authorities, as SinkBinding gives them. */
final class SinkAuthorities {

    private SinkAuthorities() {}

    /**
     * @param given the ingress' own, as PEM ({@code K_CA_CERTS})
     * @param folder of the cluster's, in files of PEM; need not be there
     * @throws IllegalStateException if one can't be read
     */
    static HandshakeCertificates trusted(Optional<String> given, Path folder) {
        HandshakeCertificates.Builder trusted = new HandshakeCertificates.Builder().addPlatformTrustedCertificates();
        given.ifPresent(
                pem -> add(trusted, new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)), "K_CA_CERTS"));
        for (Path file : files(folder)) {
            try (InputStream pem = Files.newInputStream(file)) {
                add(trusted, pem, file.toString());
            } catch (IOException e) {
                throw new IllegalStateException(file + " can't be read", e);
            }
        }
        return trusted.build();
    }

    /** A volume of Kubernetes has links to its files, and its own folders begin with dots. */
    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(folder + " can't be read", e);
        }
    }

    private static void add(HandshakeCertificates.Builder trusted, InputStream pem, String from) {
        try {
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.addTrustedCertificate((X509Certificate) authority);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(from + " holds what is no certificate in PEM; see that it is whole", e);
        }
    }
}
