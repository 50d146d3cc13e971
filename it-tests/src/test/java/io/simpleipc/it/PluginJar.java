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

    /** Builds a connection of the type in the first argument, with plug-ins of a second class loader if there is one. */
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
                        var builder = Connection.builder(Spec.of(args[0], "chat", "secret"));
                        if (args.length > 1) {
                            var parent = args[1].equals("child") ? Main.class.getClassLoader() : null;
                            var urls = new URL[args.length - 2];
                            for (int i = 2; i < args.length; i++) {
                                urls[i - 2] = java.nio.file.Path.of(args[i]).toUri().toURL();
                            }
                            builder.classLoader(new URLClassLoader(urls, parent));
                        }
                        try (var connection = builder.build()) {
                            System.out.println("built");
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
