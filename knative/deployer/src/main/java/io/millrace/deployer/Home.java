package io.millrace.deployer;

import io.millrace.deployer.DeployFailure.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The namespace in which the inventory of a deployment is kept. */
final class Home {

    /** Where Millrace is unless told otherwise. */
    static final String USUAL = "millrace";

    private Home() {}

    /** That which is asked for; else the only one of the objects, or that of the Broker. */
    static String of(List<DeclaredObject> objects, String asked) {
        if (!asked.isEmpty()) {
            return asked;
        }
        Set<String> namespaces = namespaces(objects);
        if (namespaces.isEmpty()) {
            return USUAL;
        }
        if (namespaces.size() == 1) {
            return namespaces.iterator().next();
        }
        Set<String> brokers = namespaces(objects.stream()
                .filter(object -> object.name().is("eventing.knative.dev", "Broker"))
                .toList());
        if (brokers.size() == 1) {
            return brokers.iterator().next();
        }
        throw new DeployFailure(
                Kind.WRONG_USAGE,
                "the overlay has objects in several namespaces: say with --namespace which of " + namespaces
                        + " keeps the inventory");
    }

    private static Set<String> namespaces(List<DeclaredObject> objects) {
        Set<String> namespaces = new TreeSet<>();
        objects.forEach(object -> namespaces.add(object.name().namespace()));
        namespaces.remove("");
        return namespaces;
    }
}
