package io.simpleipc.measure;

import io.simpleipc.Connection;
import io.simpleipc.spi.ConnectionProvider;
import io.simpleipc.spi.Transport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** How large the jars are that a program takes along. They are the ones that this JVM has loaded our classes from. */
record Jars() implements Workload {
    private static final String TOGETHER = "together";

    @Override
    public String name() {
        return "jars";
    }

    @Override
    public String title() {
        return "jars of a program that uses one transport";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN);
    }

    @Override
    public List<Figure> columns() {
        return List.of(Figure.KILOBYTES);
    }

    @Override
    public List<Row> measure(Stage stage) throws IOException, URISyntaxException {
        var rows = new ArrayList<Row>();
        rows.add(row("ipc-api", size(Connection.class)));
        rows.add(row(
                "ipc-core",
                size(ServiceLoader.load(ConnectionProvider.class)
                        .iterator()
                        .next()
                        .getClass())));
        for (var transport : ServiceLoader.load(Transport.class)) {
            if (transport.types().contains(stage.place().transport())) {
                rows.add(row("ipc-transport-" + stage.place().transport(), size(transport.getClass())));
            }
        }
        double all = 0;
        for (var row : rows) {
            var value = row.get(Figure.KILOBYTES);
            all += value == null ? 0 : value;
        }
        rows.add(row(TOGETHER, all));
        return rows;
    }

    private static Row row(String name, double kilobytes) {
        return new Row(name, Map.of(Figure.KILOBYTES, kilobytes), List.of());
    }

    private static double size(Class<?> type) throws IOException, URISyntaxException {
        var jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Files.size(jar) / 1e3;
    }
}
