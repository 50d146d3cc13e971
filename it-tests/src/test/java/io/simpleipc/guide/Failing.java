package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Retry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

final class Failing {
    private Failing() {}

    static String pay(Connection connection) {
        // guide: outcomes
        try {
            return connection.query("pay 5 to Ann", Duration.ofMillis(500));
        } catch (IpcException e) {
            return switch (e.outcome()) {
                case NOT_EXECUTED -> "not paid; ask again whenever you like";
                case EXECUTED -> "the other side has tried and failed: " + e.getMessage();
                case UNKNOWN -> "perhaps paid; find out before you ask again";
            };
        }
        // end
    }

    static String price(Connection connection) {
        // guide: idempotent
        String price = connection.query("price of tea", Duration.ofSeconds(20), Retry.IDEMPOTENT);
        // end
        return price;
    }

    /** Pays, and counts how often. */
    static final class Cashier {
        private final AtomicInteger payments = new AtomicInteger();

        // guide: once
        private final Map<String, String> receipts = new ConcurrentHashMap<>();

        String handle(String query) { // "order-17 pay 5 to Ann"
            String order = query.substring(0, query.indexOf(' '));
            return receipts.computeIfAbsent(order, first -> pay(query));
        }
        // end

        private String pay(String query) {
            return "receipt " + payments.incrementAndGet() + " for " + query;
        }
    }
}
