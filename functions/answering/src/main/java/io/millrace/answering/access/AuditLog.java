package io.millrace.answering.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.access.Caller;
import jakarta.inject.Singleton;
import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * Who asked, and which documents were used for the answer: a line of JSON each, in the log category {@code millrace.audit}. Without the question's text unless
 * configured, and never with text of documents.
 */
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("millrace.audit");

    private final boolean withText;

    AuditLog(AccessConfig config) {
        this.withText = config.auditText();
    }

    /**
     * @param action such as {@code search} or {@code answer}
     * @param documents ids, those that were shown or cited
     */
    public void used(Caller caller, String action, String question, Collection<String> documents) {
        ObjectNode line = ContractJson.mapper().createObjectNode();
        line.put("caller", caller.name());
        line.put("tenant", caller.tenant());
        line.put("action", action);
        if (withText) {
            line.put("question", question);
        } else {
            line.put("questionCharacters", question.length());
        }
        ArrayNode used = line.putArray("documents");
        documents.stream().distinct().sorted().forEach(used::add);
        LOG.info(line);
    }
}
