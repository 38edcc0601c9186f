package io.millrace.topology;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** A cron expression of five fields, or six with seconds first, in a time zone. */
public final class CronSchedule {

    private static final CronParser FIVE_FIELDS =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final CronParser SIX_FIELDS =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53));

    private final Cron cron;
    private final ZoneId zone;

    /** Throws {@link IllegalArgumentException} that says what is wrong with the expression. */
    public CronSchedule(String expression, ZoneId zone) {
        String trimmed = expression.strip();
        boolean withSeconds = trimmed.split("\\s+").length == 6;
        this.cron = (withSeconds ? SIX_FIELDS : FIVE_FIELDS).parse(trimmed).validate();
        this.zone = zone;
    }

    /** The first moment after {@code now}; empty when there is none any more. */
    public Optional<Instant> next(Instant now) {
        return ExecutionTime.forCron(cron)
                .nextExecution(ZonedDateTime.ofInstant(now, zone))
                .map(ZonedDateTime::toInstant);
    }

    /** The expression, without the time zone. */
    public String expression() {
        return cron.asString();
    }

    @Override
    public String toString() {
        return cron.asString() + " " + zone;
    }
}
