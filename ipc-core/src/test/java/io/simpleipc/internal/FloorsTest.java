package io.simpleipc.internal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
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
                .resideInAnyPackage("io.simpleipc..", "java..", "javax.crypto..", "org.slf4j..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void nothingIsGlobal() {
        fields().that().areStatic().should().beFinal().check(CORE);
    }
}
