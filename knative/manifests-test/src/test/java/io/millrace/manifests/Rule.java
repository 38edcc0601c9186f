package io.millrace.manifests;

import java.util.List;

/** One judgement over everything that an overlay renders. */
@FunctionalInterface
interface Rule {

    /** What is wrong; empty when nothing is. */
    List<Finding> check(Manifests manifests);
}
