import eu.europa.esig.dss.diagnostic.AbstractSignatureWrapper;
import eu.europa.esig.dss.diagnostic.AbstractTokenProxy;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.EvidenceRecordWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlDigestMatcher;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.validation.reports.Reports;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** One line of what DSS says. A value that is not there is "-"; a list is separated by commas. */
final class Riga {
    static final String[] COLUMNS = {
        "file", "fiducia", "istante", "indice", "tipo", "luogo", "formato", "esito", "motivo", "crittografia", "dati",
        "modifiche_pdf", "dichiarato", "provato", "certificato", "qualifica", "mancanze",
    };

    private final Reports reports;
    private final SimpleReport simple;
    private final DiagnosticData data;
    private final String file;
    private final String trusted;
    private final String time;
    private final List<String[]> rows = new ArrayList<>();

    private Riga(String file, String trusted, String time, Reports reports) {
        this.file = file;
        this.trusted = trusted;
        this.time = time;
        this.reports = reports;
        this.simple = reports.getSimpleReport();
        this.data = reports.getDiagnosticData();
    }

    /** In the order of the file: in a PDF that of the revisions, elsewhere as the signatures stand. */
    static List<String[]> all(String file, String trusted, String time, Reports reports) {
        Riga rows = new Riga(file, trusted, time, reports);
        List<SignatureWrapper> signatures = new ArrayList<>(rows.data.getSignatures());
        signatures.sort(Comparator.comparing(Riga::end));
        signatures.forEach(rows::signature);
        List<TimestampWrapper> stamps = new ArrayList<>(rows.data.getTimestampList());
        stamps.sort(Comparator.comparing(Riga::end));
        stamps.forEach(rows::stamp);
        rows.data.getEvidenceRecords().forEach(rows::record);
        if (rows.rows.isEmpty()) rows.rows.add(empty(file, trusted, time, "NESSUNA_FIRMA", "-"));
        return rows.rows;
    }

    static String[] refused(String file, String trusted, String time, Throwable refusal) {
        return empty(file, trusted, time, "ILLEGGIBILE", refusal.getClass().getSimpleName());
    }

    private static String[] empty(String file, String trusted, String time, String outcome, String why) {
        String[] row = new String[COLUMNS.length];
        java.util.Arrays.fill(row, "-");
        row[0] = file;
        row[1] = trusted;
        row[2] = time;
        row[3] = "0";
        row[7] = outcome;
        row[8] = why;
        return row;
    }

    private void signature(SignatureWrapper each) {
        String id = each.getId();
        add(each.isCounterSignature() ? "controfirma" : "firma", place(each), text(each.getSignatureFormat()), id, each,
                each.isSignatureIntact(), modified(each), each.getClaimedSigningTime(),
                simple.getBestSignatureTime(id), text(simple.getSignatureQualification(id)), keys(id));
    }

    private void stamp(TimestampWrapper each) {
        String id = each.getId();
        add("marca", place(each), text(each.getType()), id, each, each.isSignatureIntact(), modified(each),
                each.getProductionTime(), null, text(simple.getTimestampQualification(id)), keys(id));
    }

    private void record(EvidenceRecordWrapper each) {
        String id = each.getId();
        rows.add(new String[] {
            file, trusted, time, next(), "evidence-record", "-", text(each.getEvidenceRecordType()), text(simple.getIndication(id)),
            text(simple.getSubIndication(id)), "-", matched(each.getDigestMatchers()), "-", "-",
            instant(simple.getEvidenceRecordPOE(id)), "-", "-", keys(id),
        });
    }

    private void add(String kind, String place, String format, String id, AbstractTokenProxy each, boolean intact,
            String modified, Date claimed, Date proven, String qualification, String keys) {
        var signer = each.getSigningCertificate();
        // Whose it is by the fingerprint of the certificate: the vectors were signed by real people.
        String certificate = signer == null ? "-" : signer.getId().replaceFirst("^C-", "").toLowerCase().substring(0, 16);
        rows.add(new String[] {
            file, trusted, time, next(), kind, place, format, text(indication(id)), text(subIndication(id)), tried(each, intact),
            matched(each.getDigestMatchers()), modified, instant(claimed), instant(proven), certificate, qualification, keys,
        });
    }

    /** DSS says "not intact" too of a value that it could not try, for want of the signed data or of the key. */
    private static String tried(AbstractTokenProxy each, boolean intact) {
        if (intact) return "integra";
        boolean found = each.getDigestMatchers().stream().allMatch(XmlDigestMatcher::isDataFound);
        return found && each.getSigningCertificate() != null ? "ROTTA" : "non-provata";
    }

    private String next() {
        return Integer.toString(rows.size() + 1);
    }

    private Object indication(String id) {
        var found = simple.getIndication(id);
        // A time stamp inside a signature is judged in the detailed report only.
        return found != null ? found : reports.getDetailedReport().getBasicTimestampValidationIndication(id);
    }

    private Object subIndication(String id) {
        if (simple.getIndication(id) != null) return simple.getSubIndication(id);
        return reports.getDetailedReport().getBasicTimestampValidationSubIndication(id);
    }

    private String keys(String id) {
        List<Message> errors = simple.getAdESValidationErrors(id);
        if (errors == null || errors.isEmpty()) errors = reports.getDetailedReport().getAdESValidationErrors(id);
        return text(errors.stream().map(Message::getKey).distinct().sorted().collect(Collectors.joining(",")));
    }

    private static BigInteger end(AbstractSignatureWrapper each) {
        if (each.getPDFRevision() == null) return BigInteger.ZERO;
        List<BigInteger> range = each.getSignatureByteRange();
        return range.size() == 4 ? range.get(2).add(range.get(3)) : BigInteger.ZERO;
    }

    private static String place(AbstractSignatureWrapper each) {
        if (each.getPDFRevision() == null) return "-";
        return end(each) + (each.isSignatureByteRangeValid() ? "" : "!");
    }

    /** What changed in the PDF after the signature, in DSS's classes. */
    private static String modified(AbstractSignatureWrapper each) {
        if (each.getPDFRevision() == null) return "-";
        List<String> found = new ArrayList<>();
        if (!each.getPdfExtensionChanges().isEmpty()) found.add("estensione");
        if (!each.getPdfSignatureOrFormFillChanges().isEmpty()) found.add("firma-o-modulo");
        if (!each.getPdfAnnotationChanges().isEmpty()) found.add("annotazione");
        if (!each.getPdfUndefinedChanges().isEmpty()) found.add("ALTRO");
        if (!each.getPdfPageDifferenceConcernedPages().isEmpty()) found.add("PAGINE");
        if (!each.getPdfAnnotationsOverlapConcernedPages().isEmpty()) found.add("SOVRAPPOSTE");
        if (!each.getPdfVisualDifferenceConcernedPages().isEmpty()) found.add("ASPETTO");
        if (found.isEmpty() && each.arePdfModificationsDetected()) found.add("aggiunta");
        return found.isEmpty() ? "nessuna" : String.join(",", found);
    }

    /** Whether what is signed is there and is as it was when it was signed. */
    private static String matched(List<XmlDigestMatcher> matchers) {
        if (matchers.isEmpty()) return "-";
        List<String> bad = matchers.stream()
                .filter(each -> !each.isDataIntact())
                .map(each -> (each.isDataFound() ? "diversi:" : "mancano:") + each.getType())
                .distinct().sorted().toList();
        return bad.isEmpty() ? "integri" : String.join(",", bad);
    }

    private static String instant(Date date) {
        return date == null ? "-" : date.toInstant().toString();
    }

    private static String text(Object value) {
        if (value == null) return "-";
        String text = value.toString().replaceAll("[\\t\\r\\n]+", " ").strip();
        return text.isEmpty() ? "-" : text;
    }
}
