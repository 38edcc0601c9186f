package io.millrace.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import okhttp3.Credentials;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Where the user's Maven would look: the local repository, then {@code MAVEN_REPOSITORY_URL}, a mirror of Central from {@code settings.xml}, or Central.
 *
 * @param localRepository a folder, which may not exist
 * @param repositoryUrl without a slash at the end
 * @param authorization value of the header for that repository; empty for none; never printed
 */
record MavenSettings(Path localRepository, String repositoryUrl, Optional<String> authorization) {

    private static final String CENTRAL = "https://repo.maven.apache.org/maven2";
    private static final List<String> MIRRORS_OF_CENTRAL = List.of("*", "central", "external:*");

    static MavenSettings read(Environment environment) throws IOException {
        Path maven = environment.home().resolve(".m2");
        Path local = maven.resolve("repository");
        String url = CENTRAL;
        Optional<String> authorization = Optional.empty();
        Path settings = maven.resolve("settings.xml");
        if (Files.exists(settings)) {
            Element root = parse(settings);
            local = child(root, "localRepository")
                    .map(text -> environment
                            .expand(text)
                            .replace("${user.home}", environment.home().toString()))
                    .map(Path::of)
                    .orElse(local);
            Optional<Element> mirror = mirror(root);
            if (mirror.isPresent()) {
                url = environment.expand(child(mirror.get(), "url").orElse(CENTRAL));
                authorization = child(mirror.get(), "id").flatMap(id -> credentials(root, id, environment));
            }
        }
        Optional<String> chosen = environment.variable("MAVEN_REPOSITORY_URL");
        if (chosen.isPresent()) {
            url = chosen.get();
            authorization = Optional.empty();
        }
        return new MavenSettings(local, url.endsWith("/") ? url.substring(0, url.length() - 1) : url, authorization);
    }

    private static Element parse(Path settings) throws IOException {
        try (InputStream xml = Files.newInputStream(settings)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(xml).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(settings + " is no settings file of Maven", e);
        }
    }

    private static Optional<Element> mirror(Element root) {
        NodeList mirrors = root.getElementsByTagName("mirror");
        for (int i = 0; i < mirrors.getLength(); i++) {
            Element mirror = (Element) mirrors.item(i);
            if (MIRRORS_OF_CENTRAL.contains(child(mirror, "mirrorOf").orElse(""))) {
                return Optional.of(mirror);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> credentials(Element root, String id, Environment environment) {
        NodeList servers = root.getElementsByTagName("server");
        for (int i = 0; i < servers.getLength(); i++) {
            Element server = (Element) servers.item(i);
            Optional<String> user = child(server, "username");
            Optional<String> password = child(server, "password");
            if (child(server, "id").filter(id::equals).isPresent() && user.isPresent() && password.isPresent()) {
                return Optional.of(
                        Credentials.basic(environment.expand(user.get()), environment.expand(password.get())));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> child(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element element
                    && element.getTagName().equals(name)) {
                return Optional.of(element.getTextContent().strip());
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "MavenSettings[" + localRepository + ", " + repositoryUrl + "]";
    }
}
