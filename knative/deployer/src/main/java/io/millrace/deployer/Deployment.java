package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.deployer.ObjectReport.State;
import io.millrace.deployer.ServerSideApply.Refused;
import io.millrace.deployer.ServerSideApply.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One run of {@code deploy}. */
final class Deployment {

    private static final Duration TO_DISAPPEAR = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final DeployRequest request;
    private final Pace pace;
    private final Consumer<String> say;
    private final String home;
    private final ServerSideApply apply;
    private final List<ObjectReport> reports = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Deployment(Cluster cluster, DeployRequest request, Pace pace, Consumer<String> say) {
        this.cluster = cluster;
        this.request = request;
        this.pace = pace;
        this.say = say;
        this.home = Home.of(request.objects(), request.namespace());
        this.apply = new ServerSideApply(cluster, request.forceConflicts());
    }

    DeployReport run() {
        TypeCheck types = new TypeCheck(cluster, request.objects(), home);
        if (isStopped(types.refusals(), "since the cluster lacks types")) {
            return report();
        }
        SettingsCheck settings = new SettingsCheck(cluster, types.placed());
        List<Refusal> unset = types.placed().stream()
                .flatMap(object -> settings.refusals(object).stream())
                .toList();
        if (isStopped(unset, "since pods would wait for settings that nobody makes")) {
            return report();
        }
        FlagChange flags = new FlagChange(cluster, apply, home, say);
        problems.addAll(flags.make(types.placed(), request.clusterAdmin(), request.dryRun(), reports));
        List<DeclaredObject> volumes = request.clusterAdmin()
                ? new StaticVolumes(cluster, types.placed()).declare(request.node(), request.volumeFolder())
                : List.of();
        List<DeclaredObject> objects = new ArrayList<>(volumes);
        objects.addAll(types.placed());
        objects.replaceAll(object -> object.labelled(Inventory.MEMBER, Inventory.id(home)));
        if (request.dryRun()) {
            dryRun(objects);
        } else if (problems.isEmpty()) {
            applyAll(objects, volumes);
        }
        return report();
    }

    /** Whether these are reasons to apply nothing; a dry run only tells them. */
    private boolean isStopped(List<Refusal> refusals, String why) {
        refusals.forEach(refusal ->
                reports.add(new ObjectReport(refusal.object(), Action.REFUSED, State.UNKNOWN, refusal.reason())));
        if (refusals.isEmpty() || request.dryRun()) {
            return false;
        }
        problems.add("nothing was applied, " + why);
        return true;
    }

    private DeployReport report() {
        return new DeployReport(home, reports, problems);
    }

    private void dryRun(List<DeclaredObject> objects) {
        Set<String> absent = new HashSet<>();
        for (List<DeclaredObject> stage : ApplyOrder.stages(objects)) {
            for (DeclaredObject object : stage) {
                if (Data.isNamespace(object.name()) && isAbsent(object.name())) {
                    absent.add(object.name().name());
                }
                boolean askable = !absent.contains(object.name().namespace())
                        && cluster.knows(
                                object.name().apiVersion(), object.name().kind());
                reports.add(
                        askable
                                ? applyOne(object)
                                : new ObjectReport(
                                        object.name(),
                                        Action.CREATED,
                                        State.UNKNOWN,
                                        "",
                                        FieldDifference.between(null, object.content())));
            }
        }
        noLongerDeclared(objects).forEach(this::seeUndeclared);
    }

    private void seeUndeclared(ObjectName name) {
        reports.add(new ObjectReport(name, Data.goesWith(name) ? Action.KEPT : Action.PRUNED, State.UNKNOWN, ""));
    }

    private void applyAll(List<DeclaredObject> objects, List<DeclaredObject> volumes) {
        ReadyWait wait = new ReadyWait(cluster, pace, say, request.timeout());
        boolean first = true;
        boolean broken = false;
        for (List<DeclaredObject> stage : ApplyOrder.stages(objects)) {
            if (broken) {
                stage.forEach(object -> reports.add(new ObjectReport(
                        object.name(),
                        Action.SKIPPED,
                        State.UNKNOWN,
                        "not reached, since what it needs is not ready")));
                continue;
            }
            List<ObjectReport> done = wait.until(applyStage(stage));
            reports.addAll(done);
            broken = !new DeployReport(home, done, List.of()).succeeded();
            if (first && !broken) {
                cluster.forgetTypes();
                broken = !prepare(objects, volumes);
            }
            first = false;
        }
        if (broken) {
            say.accept("nothing was pruned, since not everything is ready");
        } else {
            prune(objects);
        }
    }

    /** What must be done between the namespaces and everything in them. */
    private boolean prepare(List<DeclaredObject> objects, List<DeclaredObject> volumes) {
        if (isAbsent(new ObjectName("v1", "Namespace", "", home))) {
            problems.add("there is no namespace " + home
                    + ", and the overlay declares none. Remedy: kubectl create namespace " + home
                    + ", or add it to the overlay");
            return false;
        }
        Optional<String> closed = new GivenNamespace(cluster, home).absent();
        if (closed.isPresent()) {
            problems.add("namespace " + home + ": " + closed.get());
            return false;
        }
        Inventory mine = Inventory.of(home, objects);
        Inventory.read(cluster, home).map(mine::with).orElse(mine).write(cluster);
        List<DeclaredObject> missing = volumes.stream()
                .filter(volume -> cluster.get(volume.name()).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return true;
        }
        Optional<String> image = TypeCheck.images(objects).stream().findFirst();
        Optional<String> problem = new VolumeFolders(cluster, pace, say).make(missing, home, image.orElse("none"));
        problem.ifPresent(problems::add);
        return problem.isEmpty();
    }

    /** Whether it is known not to be there. */
    private boolean isAbsent(ObjectName namespace) {
        try {
            return cluster.get(namespace).isEmpty();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 403) {
                throw e;
            }
            return false;
        }
    }

    private List<ObjectReport> applyStage(List<DeclaredObject> stage) {
        List<ObjectReport> done = new ArrayList<>();
        Set<ObjectName> senders = ApplyOrder.senders(stage);
        List<ObjectName> unknown = new ArrayList<>();
        for (DeclaredObject object : stage) {
            if (senders.contains(object.name())) {
                unknown.add(object.name());
            } else if (!unknown.isEmpty()) {
                new BindingWait(cluster, pace).until(unknown);
                unknown.clear();
            }
            ObjectReport report = applyOne(object);
            done.add(report);
            if (report.action() != Action.UNCHANGED) {
                say.accept("  " + report.object() + ": " + report.action().word()
                        + (report.reason().isEmpty() ? "" : ": " + report.reason()));
            }
        }
        return done;
    }

    private ObjectReport applyOne(DeclaredObject object) {
        ObjectName name = object.name();
        return switch (apply.apply(name, object.content(), Conflict.US, request.dryRun())) {
            case Taken taken -> taken(name, taken);
            case Refused refused when name.is("batch", "Job") && isImmutable(refused) -> replace(object);
            case Refused refused
            when Data.isNamespace(name) && refused.forbidden() ->
                new GivenNamespace(cluster, name.name()).report(object);
            case Refused refused -> new ObjectReport(name, Action.REFUSED, State.FAILED, refused.reason());
        };
    }

    private static ObjectReport taken(ObjectName name, Taken taken) {
        return new ObjectReport(name, taken.action(), State.UNKNOWN, "", taken.differences());
    }

    private static boolean isImmutable(Refused refused) {
        return !refused.refusals().isEmpty()
                && refused.refusals().stream().allMatch(refusal -> Refusals.isImmutable(refusal.message()));
    }

    /** A Job can't be changed; it is made to run again. */
    private ObjectReport replace(DeclaredObject object) {
        ObjectName name = object.name();
        if (request.dryRun()) {
            return new ObjectReport(name, Action.REPLACED, State.UNKNOWN, "");
        }
        cluster.delete(name);
        Map<ObjectName, String> held = new GoneWait(cluster, pace, TO_DISAPPEAR).until(List.of(name));
        if (!held.isEmpty()) {
            return new ObjectReport(name, Action.REFUSED, State.FAILED, String.valueOf(held.get(name)));
        }
        return switch (apply.apply(name, object.content(), Conflict.US, false)) {
            case Taken taken -> new ObjectReport(name, Action.REPLACED, State.UNKNOWN, "");
            case Refused refused -> new ObjectReport(name, Action.REFUSED, State.FAILED, refused.reason());
        };
    }

    private void prune(List<DeclaredObject> objects) {
        List<ObjectName> gone = new ArrayList<>();
        List<ObjectName> kept = new ArrayList<>();
        for (ObjectName name : noLongerDeclared(objects)) {
            if (Data.goesWith(name)) {
                kept.add(name);
                reports.add(new ObjectReport(
                        name,
                        Action.KEPT,
                        State.UNKNOWN,
                        "no longer declared, but it holds data; to remove it: kubectl delete "
                                + name.kind().toLowerCase(java.util.Locale.ROOT) + " " + name.name()
                                + (name.namespace().isEmpty() ? "" : " -n " + name.namespace())));
            } else {
                say.accept("  " + name + ": pruned, it is no longer declared");
                cluster.delete(name);
                gone.add(name);
            }
        }
        Map<ObjectName, String> held = new GoneWait(cluster, pace, TO_DISAPPEAR).until(gone);
        gone.forEach(name -> reports.add(new ObjectReport(
                name,
                Action.PRUNED,
                held.containsKey(name) ? State.WAITING : State.GONE,
                held.getOrDefault(name, ""))));
        Inventory mine = Inventory.of(home, objects);
        Inventory before = Inventory.read(cluster, home).orElse(mine);
        if (!held.isEmpty() || !kept.isEmpty()) {
            mine = mine.with(before);
        } else if (before.groupKinds().contains("PersistentVolume")) {
            // made by a run with the administrator's flag, which alone declares them; undeploy has to find them after
            // any
            mine = mine.with(new Inventory(home, Set.of("PersistentVolume"), Set.of()));
        }
        mine.write(cluster);
    }

    /** Members of the inventory that the overlay does not have; a volume that was made for a declared claim is not one of them. */
    private List<ObjectName> noLongerDeclared(List<DeclaredObject> objects) {
        Set<String> declared = new HashSet<>();
        objects.forEach(object -> declared.add(key(object.name())));
        List<ObjectName> undeclared = new ArrayList<>();
        try {
            for (ObjectNode member : Inventory.read(cluster, home)
                    .map(inventory -> inventory.members(cluster, say))
                    .orElse(List.of())) {
                ObjectName name = ObjectName.of(member);
                if (!declared.contains(key(name)) && !name.is("", "PersistentVolume")) {
                    undeclared.add(name);
                }
            }
        } catch (KubernetesClientException e) {
            problems.add("what is no longer declared can't be found: "
                    + Refusals.of(Inventory.parent(home), e).getFirst().reason());
        }
        return undeclared;
    }

    /** Without the version: an object may be declared in another than it is listed in. */
    private static String key(ObjectName name) {
        return name.groupKind() + " " + name.namespace() + "/" + name.name();
    }
}
