package io.simpleipc.guide;

import io.simpleipc.QueryContext;
import io.simpleipc.QueryHandler;

final class Searching {
    private Searching() {}

    static QueryHandler in(Iterable<String> books) {
        // guide: context
        QueryHandler search = query -> {
            QueryContext context = QueryContext.current();
            for (String book : books) {
                if (context.isCancelled()) {
                    return ""; // the asker has timed out, cancelled or died
                }
                if (book.contains(query)) {
                    return book;
                }
            }
            return "not found";
        };
        // end
        return search;
    }
}
