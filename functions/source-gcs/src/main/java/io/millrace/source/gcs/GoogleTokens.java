package io.millrace.source.gcs;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of Google's application default credentials, which may read and nothing else; found when the first one is wanted. */
final class GoogleTokens implements AccessTokens {

    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_only";

    private @Nullable GoogleCredentials credentials;

    @Override
    public synchronized Optional<String> current() throws IOException {
        if (credentials == null) {
            credentials = GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
        }
        credentials.refreshIfExpired();
        return Optional.ofNullable(credentials.getAccessToken()).map(AccessToken::getTokenValue);
    }
}
