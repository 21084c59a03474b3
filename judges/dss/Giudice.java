import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;

/**
 * What EU DSS says of signed files: one tab-separated line for each signature, time stamp and evidence record. No network:
 * no list, certificate or revocation is asked of anybody, so only what the file carries and what we give counts.
 *
 * <pre>java -cp ... Giudice FOLDER JOBS [MADE]</pre>
 *
 * FOLDER: what the names in JOBS are relative to. JOBS: tab-separated lines {@code file, content, trust, time}:
 *
 * <ul>
 *   <li>content: the signed file of a detached signature, or {@code -};
 *   <li>trust: {@code nessuna}; {@code radici} (every self-issued certificate inside the file); {@code lista} (the Italian
 *       trusted list); or {@code @FILE}, a PEM or DER certificate that is trusted; several are joined by {@code +}.
 *       {@code senza-revoche} beside them: a missing revocation is a warning, to see what else there is to say;
 *   <li>time: an instant, or {@code firma}: one hour after the latest signing time that the file claims.
 * </ul>
 */
public final class Giudice {
    private static final Instant USUAL = Instant.parse("2026-01-01T00:00:00Z");

    private final Path folder;
    private Fiducia trust;

    private Giudice(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Giudice judge = new Giudice(Path.of(args[0]));
        out.println(String.join("\t", Riga.COLUMNS));
        for (String line : Files.readAllLines(Path.of(args[1]))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] job = line.split("\t", -1);
            for (String[] row : judge.judge(job[0], job[1], job[2], job[3])) out.println(String.join("\t", row));
        }
    }

    /** The rows of one file. A file that DSS cannot read has one, with the kind of its refusal. */
    private List<String[]> judge(String file, String content, String trusted, String time) {
        try {
            Instant instant = time.equals("firma") ? afterSigning(file, content) : Instant.parse(time);
            Reports reports = reports(file, content, trusted, instant);
            return Riga.all(file, trusted, time, reports);
        } catch (Exception | StackOverflowError | OutOfMemoryError refusal) {
            return List.<String[]>of(Riga.refused(file, trusted, time, refusal));
        }
    }

    private Instant afterSigning(String file, String content) throws Exception {
        return reports(file, content, "nessuna", USUAL).getDiagnosticData().getSignatures().stream()
                .map(signature -> signature.getClaimedSigningTime())
                .filter(claimed -> claimed != null)
                .map(Date::toInstant)
                .max(Instant::compareTo)
                .map(latest -> latest.plus(Duration.ofHours(1)))
                .orElse(USUAL);
    }

    private Reports reports(String file, String content, String trusted, Instant instant) throws Exception {
        DSSDocument document = new FileDocument(folder.resolve(file).toFile());
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
        validator.setCertificateVerifier(verifier(document, trusted));
        validator.setValidationTime(Date.from(instant));
        validator.setLocale(Locale.ENGLISH);
        validator.setEnableEtsiValidationReport(false);
        if (!content.equals("-")) {
            validator.setDetachedContents(List.of(new FileDocument(folder.resolve(content).toFile())));
        }
        return Arrays.asList(trusted.split("\\+")).contains("senza-revoche")
                ? validator.validateDocument(Politica.withoutRevocation())
                : validator.validateDocument();
    }

    private CommonCertificateVerifier verifier(DSSDocument document, String trusted) throws Exception {
        // True: without the sources that would go to the network.
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        List<String> wanted = Arrays.asList(trusted.split("\\+"));
        if (wanted.contains("lista")) {
            if (trust == null) trust = Fiducia.italian(folder);
            verifier.addTrustedCertSources(trust.certificates());
        }
        if (wanted.contains("radici")) verifier.addTrustedCertSources(Fiducia.rootsInside(document));
        for (String each : wanted) {
            if (!each.startsWith("@")) continue;
            CommonTrustedCertificateSource given = new CommonTrustedCertificateSource();
            given.addCertificate(eu.europa.esig.dss.spi.DSSUtils.loadCertificate(new File(each.substring(1))));
            verifier.addTrustedCertSources(given);
        }
        return verifier;
    }
}
