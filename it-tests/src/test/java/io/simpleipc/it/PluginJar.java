package io.simpleipc.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * A plug-in of somebody else, compiled on the spot: a folder that serves as an entry of the class path and, since it has
 * a module-info, of the module path.
 */
final class PluginJar {
    private final String name;
    private final String service;
    private final String provider;
    private final Map<String, String> sources = new TreeMap<>();
    private boolean registered = true;

    private PluginJar(String name, String service, String provider) {
        this.name = name;
        this.service = service;
        this.provider = provider;
    }

    /** A transport of type {@code twin} whose constructor runs some code first. */
    static PluginJar transport(String name, String inConstructor) {
        var jar = new PluginJar(name, "io.simpleipc.spi.Transport", name + ".Twin");
        jar.sources.put("Twin", """
                package %s;
                public final class Twin implements io.simpleipc.spi.Transport {
                    public Twin() { %s }
                    @Override public java.util.Set<String> types() { return java.util.Set.of("twin"); }
                    @Override public io.simpleipc.spi.Endpoint endpoint(io.simpleipc.Spec spec) {
                        throw new io.simpleipc.ConfigurationException("%s was asked", null);
                    }
                }
                """.formatted(name, inConstructor, name));
        return jar;
    }

    /** The same by a method, as modules may have it: its type says only that it is a transport. */
    static PluginJar transportByMethod(String name) {
        var twin = transport(name, "");
        var jar = new PluginJar(name, twin.service, name + ".Maker");
        jar.sources.putAll(twin.sources);
        jar.sources.put("Maker", """
                package %s;
                public final class Maker {
                    public static io.simpleipc.spi.Transport provider() { return new Twin(); }
                }
                """.formatted(name));
        return jar;
    }

    /** A layer {@code tls} that encrypts nothing. */
    static PluginJar layer(String name) {
        var jar = new PluginJar(name, "io.simpleipc.spi.LayeredTransport", name + ".Layer");
        jar.sources.put("Layer", """
                package %s;
                import io.simpleipc.spi.*;
                public final class Layer implements LayeredTransport {
                    @Override public String layer() { return "tls"; }
                    @Override public java.util.Map<String, String> shortTypes() {
                        return java.util.Map.of("tls", "tls+tcp");
                    }
                    @Override public Endpoint endpoint(io.simpleipc.Spec spec, Endpoint carrier) {
                        throw new io.simpleipc.ConfigurationException("%s was asked", null);
                    }
                }
                """.formatted(name, name));
        return jar;
    }

    /** An encryption of type {@code twin} whose factory's constructor runs some code first. */
    static PluginJar encryption(String name, String inConstructor) {
        var jar = new PluginJar(name, "io.simpleipc.spi.EncryptionFactory", name + ".Factory");
        jar.sources.put("Factory", """
                package %s;
                import io.simpleipc.*;
                public final class Factory implements io.simpleipc.spi.EncryptionFactory {
                    public Factory() { %s }
                    @Override public String type() { return "twin"; }
                    @Override public EncryptionProvider create(Encryption encryption) {
                        throw new ConfigurationException("%s was asked", null);
                    }
                }
                """.formatted(name, inConstructor, name));
        return jar;
    }

    /** A reader of specs whose constructor runs some code first. */
    static PluginJar reader(String name, String inConstructor) {
        var jar = new PluginJar(name, "io.simpleipc.spi.SpecFormat", name + ".Format");
        jar.sources.put("Format", """
                package %s;
                import io.simpleipc.*;
                public final class Format implements io.simpleipc.spi.SpecFormat {
                    public Format() { %s }
                    @Override public Spec read(String text, String source, java.nio.file.Path directory) {
                        throw new ConfigurationException("%s was asked", null);
                    }
                    @Override public String write(Spec spec, boolean literalSecrets) {
                        throw new ConfigurationException("%s was asked", null);
                    }
                }
                """.formatted(name, inConstructor, name, name));
        return jar;
    }

    /** An engine that makes nothing. */
    static PluginJar engine(String name) {
        var jar = new PluginJar(name, "io.simpleipc.spi.ConnectionProvider", name + ".Engine");
        jar.sources.put("Engine", """
                package %s;
                public final class Engine implements io.simpleipc.spi.ConnectionProvider {
                    @Override public io.simpleipc.Connection create(io.simpleipc.spi.ConnectionSettings settings) {
                        throw new IllegalStateException();
                    }
                }
                """.formatted(name));
        return jar;
    }

    /**
     * Builds a connection of the document in the first argument if that is one, else of the type there, and behind a
     * slash the encryption: {@code unix/twin}. The plug-ins of a second class loader, if there is one, are in the
     * arguments behind a word: {@code child} asks its parent first, as it should; {@code rival} has classes of its own
     * where the parent has some of the same name; {@code alone} has no parent.
     */
    static PluginJar application() {
        var jar = new PluginJar("application", "", "");
        jar.registered = false;
        jar.sources.put("Main", """
                package application;
                import java.net.URL;
                import java.net.URLClassLoader;
                import io.simpleipc.*;
                public final class Main {
                    public static void main(String[] args) throws Exception {
                        try {
                            var builder = Connection.builder(spec(args[0]));
                            if (args.length > 1) {
                                builder.classLoader(new URLClassLoader(urls(args), parent(args[1])));
                            }
                            builder.build().close();
                            System.out.println("built");
                        } catch (ConfigurationException e) {
                            System.out.println("refused: " + e.getMessage());
                        }
                    }
                    private static Spec spec(String wanted) {
                        if (wanted.startsWith("{")) {
                            return Spec.parse(wanted);
                        }
                        var parts = wanted.split("/");
                        var spec = Spec.of(parts[0], "chat", "secret").toBuilder();
                        return (parts.length == 1 ? spec : spec.encryption(Encryption.of(parts[1]))).build();
                    }
                    private static URL[] urls(String[] args) throws Exception {
                        var urls = new URL[args.length - 2];
                        for (int i = 2; i < args.length; i++) {
                            urls[i - 2] = java.nio.file.Path.of(args[i]).toUri().toURL();
                        }
                        return urls;
                    }
                    private static ClassLoader parent(String how) {
                        var own = Main.class.getClassLoader();
                        return switch (how) {
                            case "child" -> own;
                            case "rival" -> new ClassLoader(own) {
                                @Override
                                protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                                    if (name.startsWith("near.")) {
                                        throw new ClassNotFoundException(name);
                                    }
                                    return super.loadClass(name, resolve);
                                }
                            };
                            default -> null;
                        };
                    }
                }
                """);
        return jar;
    }

    /** Says hello to its other copy, by the document in the first argument, and ends. */
    static PluginJar greeter() {
        var jar = new PluginJar("greeter", "", "");
        jar.registered = false;
        jar.sources.put("Main", """
                package greeter;
                import java.time.Duration;
                import java.util.concurrent.CountDownLatch;
                import java.util.concurrent.TimeUnit;
                import io.simpleipc.*;
                public final class Main {
                    public static void main(String[] args) throws Exception {
                        var asked = new CountDownLatch(1);
                        try (var connection = Connection.of(Spec.parse(args[0]), query -> {
                            asked.countDown();
                            return "hello, " + query;
                        })) {
                            connection.connect();
                            if (!connection.awaitConnected(Duration.ofSeconds(20))) {
                                throw new IllegalStateException("no other came");
                            }
                            System.out.println(connection.role() + " hears: " + connection.query("world"));
                            if (!asked.await(20, TimeUnit.SECONDS)) {
                                throw new IllegalStateException("the other did not ask");
                            }
                        } catch (ConfigurationException e) {
                            System.out.println("refused: " + e.getMessage());
                        }
                    }
                }
                """);
        return jar;
    }

    /** Forgets to say that it provides anything. */
    PluginJar unregistered() {
        registered = false;
        return this;
    }

    /** A class path or module path. */
    static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles it against our jars. */
    Path compile(Path folder, List<Path> ours) throws IOException {
        var source = Files.createDirectories(folder.resolve(name + "-src"));
        var target = Files.createDirectories(folder.resolve(name));
        var files = new ArrayList<String>();
        sources.put("module-info", moduleInfo());
        for (var each : sources.entrySet()) {
            var file = source.resolve(each.getKey() + ".java");
            Files.writeString(file, each.getValue());
            files.add(file.toString());
        }
        var arguments = new ArrayList<>(List.of("-proc:none", "-d", target.toString(), "-p", path(ours)));
        arguments.addAll(files);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IOException("the plug-in " + name + " does not compile");
        }
        if (registered) {
            var services = Files.createDirectories(target.resolve("META-INF/services"));
            Files.writeString(services.resolve(service), provider + "\n");
        }
        return target;
    }

    private String moduleInfo() {
        var provides = registered ? "provides " + service + " with " + provider + ";" : "";
        return "module " + name + " { requires io.simpleipc.api; " + provides + " }\n";
    }
}
