package io.millrace.answering.access;

import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Locale;

/** Who sent the request that is being answered. */
@RequestScoped
public class CurrentCaller {

    private final RoutingContext call;

    CurrentCaller(RoutingContext call) {
        this.call = call;
    }

    /** @throws IllegalStateException for a path that no caller is identified on, which would be a fault of ours */
    public Caller get() {
        Caller caller = call.get(CallerFilter.CALLER);
        if (caller == null) {
            throw new IllegalStateException("nobody was identified on " + call.normalizedPath());
        }
        return caller;
    }

    /** @throws ProblemException FORBIDDEN, {@code not-allowed}, when they may not do what {@code role} may */
    public Caller require(Role role) {
        Caller caller = get();
        if (!caller.may(role)) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "not-allowed",
                    "this needs the role " + role.name().toLowerCase(Locale.ROOT) + ", and " + caller.name() + " is "
                            + caller.role().name().toLowerCase(Locale.ROOT)
                            + "; ask with another key, or from the machine that Millrace runs on");
        }
        return caller;
    }
}
