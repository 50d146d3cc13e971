package io.simpleipc.internal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house: lifecycle over session over wire over the SPI; a floor imports only what is beneath it. */
class FloorsTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.simpleipc.internal");

    @Test
    void callsGoDownFloorByFloor() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("lifecycle")
                .definedBy("io.simpleipc.internal.lifecycle..")
                .layer("session")
                .definedBy("io.simpleipc.internal.session")
                .layer("handshake")
                .definedBy("io.simpleipc.internal.session.handshake")
                .layer("wire")
                .definedBy("io.simpleipc.internal.wire..")
                .whereLayer("lifecycle")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("lifecycle", "handshake")
                .whereLayer("handshake")
                .mayOnlyBeAccessedByLayers("lifecycle", "session")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("lifecycle", "session", "handshake")
                .check(CORE);
    }

    @Test
    void ofTheSessionFloorTheHandshakeKnowsOnlyTheLog() {
        noClasses()
                .that()
                .resideInAPackage("io.simpleipc.internal.session.handshake")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of the session but not its log",
                        c -> c.getPackageName().equals("io.simpleipc.internal.session")
                                && !c.getSimpleName().equals("EngineLog")))
                .check(CORE);
    }

    @Test
    void theFloorsHaveNoCycles() {
        slices().matching("io.simpleipc.internal.(wire|lifecycle)..")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void theEngineNeedsNothingButItsApiAndItsTwoLibraries() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.simpleipc..", "java..", "javax.crypto..", "jdk.jfr..", "org.slf4j..", "org.jspecify..")
                .check(CORE);
    }

    /** And that one is loaded only where there is a flight recorder. */
    @Test
    void onePackageAloneUsesTheFlightRecorder() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.simpleipc.internal.lifecycle.flight")
                .or()
                .haveSimpleName("Recorder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
                .check(CORE);
    }

    @Test
    void nothingIsGlobal() {
        fields().that().areStatic().should().beFinal().check(CORE);
    }

    /** The wall clock may jump; timeouts, pauses and ages are counted by the monotonic one. */
    @Test
    void nothingReadsTheWallClock() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe("reads the wall clock", FloorsTest::readsTheWallClock))
                .check(CORE);
    }

    private static boolean readsTheWallClock(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getFullName();
        var name = access.getName();
        return name.equals("currentTimeMillis")
                || (owner.startsWith("java.time.") && (name.startsWith("now") || name.startsWith("system")))
                || (owner.startsWith("java.util.concurrent.locks.")
                        && (name.equals("parkUntil") || name.equals("awaitUntil")))
                || owner.equals("java.util.Date")
                || owner.equals("java.util.Calendar")
                || owner.equals("java.util.Timer");
    }
}
