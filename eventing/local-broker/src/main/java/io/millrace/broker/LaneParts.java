package io.millrace.broker;

import io.vertx.core.Vertx;
import java.time.Clock;

/** What all lanes of a broker share. */
record LaneParts(
        Vertx vertx,
        Contexts contexts,
        EventStore store,
        Journal journal,
        Receipts receipts,
        Router router,
        Clock clock,
        BrokerRules rules) {}
