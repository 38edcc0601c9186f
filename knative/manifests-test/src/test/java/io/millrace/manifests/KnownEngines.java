package io.millrace.manifests;

import java.util.List;
import java.util.stream.Stream;

/** Every Deployment but the one that follows logs of databases serves a model by an engine that the rules know, with that engine's image and all its settings filled in. */
final class KnownEngines implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        Stream<Finding> unknown = manifests
                .pods()
                .filter(pod -> Manifests.isA(pod.owner(), "apps/v1", "Deployment"))
                .filter(pod -> !Manifests.name(pod.owner()).equals(RowReader.CAPTURE))
                .filter(pod -> Engine.labelled(ModelServer.engineLabel(pod)).isEmpty() || !isComponent(pod))
                .map(pod -> pod.finding(
                        "its labels name no engine that is known (millrace.io/engine), or not the component "
                                + ModelServer.COMPONENT));
        Stream<Finding> wrong =
                ModelServer.in(manifests).flatMap(server -> check(server).map(server::finding));
        return Stream.concat(unknown, wrong).toList();
    }

    private static boolean isComponent(Pod pod) {
        return Stream.of("/metadata/labels", "/spec/template/metadata/labels")
                .allMatch(pointer -> pod.owner()
                        .at(pointer)
                        .path("app.kubernetes.io/component")
                        .asText()
                        .equals(ModelServer.COMPONENT));
    }

    /** The engine's own, or a mirror's copy of it: the same path and tag in another registry. */
    private static boolean isOf(String image, String engine) {
        return withoutRegistry(image).startsWith(withoutRegistry(engine));
    }

    private static String withoutRegistry(String image) {
        int slash = image.indexOf('/');
        return slash > 0 && image.substring(0, slash).contains(".") ? image.substring(slash + 1) : image;
    }

    private static Stream<String> check(ModelServer server) {
        String image = server.container().path("image").asText();
        Stream<String> images = isOf(image, server.engine().image())
                ? Stream.empty()
                : Stream.of("its image is not the engine's, " + server.engine().image() + "…: " + image);
        Stream<String> open = server.arguments().stream()
                .filter(argument -> argument.contains("$("))
                .map(argument -> "no setting fills in " + argument);
        return Stream.concat(images, open);
    }
}
