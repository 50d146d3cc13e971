package io.simpleipc.benchmarks;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Row;
import io.simpleipc.measure.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What belongs under one heading of a report: all that was measured of a workload over a transport.
 *
 * @param workload which
 * @param transport over what
 * @param placements rows by where the processes ran
 */
record Block(Workload workload, String transport, Map<String, List<Row>> placements) {
    /** In the order in which they were measured. */
    static List<Block> of(List<Cell> cells) {
        var blocks = new ArrayList<Block>();
        for (var cell : cells) {
            var last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            if (last == null
                    || !last.workload.name().equals(cell.workload().name())
                    || !last.transport.equals(cell.transport())) {
                last = new Block(cell.workload(), cell.transport(), new LinkedHashMap<>());
                blocks.add(last);
            }
            last.placements
                    .computeIfAbsent(cell.placement().name(), name -> new ArrayList<>())
                    .addAll(cell.rows());
        }
        return blocks;
    }

    String heading() {
        return workload.title() + ", " + transport + " (" + workload.name() + ")";
    }
}
