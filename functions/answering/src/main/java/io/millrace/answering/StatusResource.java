package io.millrace.answering;

import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.PassageIndex;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;

/** What there is and what is under way. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    private final PassageIndex index;
    private final Instance<StatusContribution> contributions;

    StatusResource(PassageIndex index, Instance<StatusContribution> contributions) {
        this.index = index;
        this.contributions = contributions;
    }

    @GET
    public Map<String, Object> status() {
        IndexCounts counts = index.counts();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("documents", counts.documents());
        status.put("chunks", counts.chunks());
        status.put("pending", counts.pending());
        status.put("rejected", counts.rejected());
        contributions.forEach(contribution -> status.putAll(contribution.status()));
        return status;
    }
}
