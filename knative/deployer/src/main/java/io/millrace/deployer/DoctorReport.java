package io.millrace.deployer;

import io.millrace.deployer.Check.Verdict;
import java.util.List;

/**
 * What a cluster has and lacks.
 *
 * @param objects what is deployed in the namespace, as it is now
 */
public record DoctorReport(String namespace, List<Check> checks, List<ObjectReport> objects) {

    public DoctorReport {
        checks = List.copyOf(checks);
        objects = List.copyOf(objects);
    }

    public boolean has(Verdict verdict) {
        return checks.stream().anyMatch(check -> check.verdict() == verdict);
    }
}
