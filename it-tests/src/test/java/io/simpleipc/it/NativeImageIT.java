package io.simpleipc.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What our jars tell GraalVM's native-image: that it is true, and all there is to tell. */
@Timeout(60)
class NativeImageIT {
    /** Who looks things up by name, and what of that the metadata has to name. */
    private static final Map<String, List<String>> LOOK_UPS = Map.of(
            "io.simpleipc.internal.session.Call", List.of("io.simpleipc.internal.session.Call.ending"),
            "io.simpleipc.internal.session.Inquiry",
                    List.of(
                            "io.simpleipc.internal.session.Inquiry.route",
                            "io.simpleipc.internal.session.Inquiry.taken"),
            "io.simpleipc.internal.wire.reading.CallingThread", List.of("java.lang.Thread.isVirtual"),
            "io.simpleipc.internal.lifecycle.flight.Recorder", List.of("jdk.jfr.Event"),
            "io.simpleipc.transport.tls.Exporter",
                    List.of("javax.net.ssl.ExtendedSSLSession.exportKeyingMaterialData"));

    /** A look-up of a method that not every supported JDK has. */
    private static final Map<String, Integer> SINCE =
            Map.of("java.lang.Thread.isVirtual", 21, "javax.net.ssl.ExtendedSSLSession.exportKeyingMaterialData", 25);

    private static final List<Path> JARS = Stream.of(
                    Stream.of(Jars.API.get(0), Jars.ENGINE, Jars.UNIX, Jars.TCP, Jars.TLS.get(0), Jars.AES),
                    Stream.of(Jars.JSON.get(0)))
            .flatMap(all -> all)
            .toList();

    @Test
    void whateverIsLookedUpByNameIsNamedAndNothingElse() throws Exception {
        var callers = new TreeSet<String>();
        for (var type : new ClassFileImporter().importLocations(locations())) {
            if (type.getAccessesFromSelf().stream().anyMatch(NativeImageIT::looksUp)) {
                callers.add(type.getFullName());
            }
        }
        assertThat(callers)
                .as("classes that look something up by name: write what into reflect-config.json, and here")
                .isEqualTo(new TreeSet<>(LOOK_UPS.keySet()));

        var named = new TreeSet<String>();
        for (var jar : JARS) {
            for (var entry : metadata(jar).entrySet()) {
                entry.getValue().forEach(member -> named.add(entry.getKey() + "." + member));
                if (entry.getValue().isEmpty()) {
                    named.add(entry.getKey());
                }
            }
        }
        assertThat(named)
                .isEqualTo(LOOK_UPS.values().stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void eachNameIsThatOfSomething() throws Exception {
        for (var jar : JARS) {
            for (var entry : metadata(jar).entrySet()) {
                var type = Class.forName(entry.getKey(), false, getClass().getClassLoader());
                for (var member : entry.getValue()) {
                    int since = SINCE.getOrDefault(entry.getKey() + "." + member, 17);
                    assertThat(members(type).contains(member))
                            .as(entry.getKey() + "." + member)
                            .isEqualTo(Runtime.version().feature() >= since);
                }
            }
        }
    }

    /** That is how native-image makes them. */
    @Test
    void eachServiceHasAPublicConstructorWithoutArguments() throws Exception {
        int found = 0;
        for (var jar : JARS) {
            for (var service : services(jar).entrySet()) {
                for (var provider : service.getValue()) {
                    var type = Class.forName(provider);
                    assertThat(Class.forName(service.getKey())).isAssignableFrom(type);
                    assertThat(type).isPublic();
                    assertThat(Modifier.isPublic(type.getConstructor().getModifiers()))
                            .isTrue();
                    found++;
                }
            }
        }
        assertThat(found).as("engine, unix, tcp, tls, AES, JSON").isEqualTo(6);
    }

    private static List<Location> locations() {
        return JARS.stream()
                .map(jar -> Location.of(Files.isDirectory(jar) ? jar.toUri() : URI.create("jar:" + jar.toUri() + "!/")))
                .toList();
    }

    private static boolean looksUp(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        var name = access.getName();
        return (owner.isEquivalentTo(MethodHandles.Lookup.class) && name.startsWith("find"))
                || (owner.isEquivalentTo(Class.class) && (name.equals("forName") || isReflective(name)))
                || (owner.isAssignableTo(ClassLoader.class) && name.startsWith("getResource"))
                || isOfReflection(owner);
    }

    private static boolean isReflective(String name) {
        return name.startsWith("getResource")
                || name.startsWith("getDeclared")
                || Set.of("getMethod", "getMethods", "getField", "getFields", "getConstructor", "getConstructors")
                        .contains(name);
    }

    private static boolean isOfReflection(JavaClass owner) {
        return resideInAnyPackage("java.lang.reflect").test(owner) && !owner.isAssignableTo(Modifier.class);
    }

    private static Set<String> members(Class<?> type) {
        return Stream.concat(
                        Arrays.stream(type.getDeclaredFields()).map(java.lang.reflect.Field::getName),
                        Arrays.stream(type.getDeclaredMethods()).map(java.lang.reflect.Method::getName))
                .collect(Collectors.toSet());
    }

    /** Members by class. */
    private static Map<String, List<String>> metadata(Path jar) throws IOException {
        var all = new TreeMap<String, List<String>>();
        within(jar, root -> {
            for (var file : files(root.resolve("META-INF/native-image"))) {
                var artifact = file.getParent().getFileName().toString();
                assertThat(file.toString()).endsWith("io.simpleipc/" + artifact + "/reflect-config.json");
                all.putAll(classes(Files.readString(file)));
            }
        });
        return all;
    }

    private static Map<String, List<String>> classes(String json) {
        var all = new TreeMap<String, List<String>>();
        var members = new ArrayList<String>();
        int depth = 0;
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_STRING && "name".equals(parser.currentName())) {
                    if (depth == 2) {
                        members = new ArrayList<>();
                        all.put(parser.getString(), members);
                    } else {
                        members.add(parser.getString());
                    }
                }
            }
        }
        return all;
    }

    private static Map<String, List<String>> services(Path jar) throws IOException {
        var all = new TreeMap<String, List<String>>();
        within(jar, root -> {
            for (var file : files(root.resolve("META-INF/services"))) {
                all.put(
                        file.getFileName().toString(),
                        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                                .map(line -> line.replaceFirst("#.*", "").strip())
                                .filter(line -> !line.isEmpty())
                                .toList());
            }
        });
        return all;
    }

    private interface Visit {
        void of(Path root) throws IOException;
    }

    /** A jar, or the folder of classes where there is none yet. */
    private static void within(Path jar, Visit visit) throws IOException {
        if (Files.isDirectory(jar)) {
            visit.of(jar);
            return;
        }
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            visit.of(files.getPath("/"));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
