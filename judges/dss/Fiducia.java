import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.tsl.TLInfo;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.client.http.DSSFileLoader;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.tsl.TrustedListsCertificateSource;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.tsp.TimestampToken;
import eu.europa.esig.dss.tsl.function.TLPredicateFactory;
import eu.europa.esig.dss.tsl.job.TLValidationJob;
import eu.europa.esig.dss.tsl.source.LOTLSource;
import eu.europa.esig.dss.tsl.sync.AcceptAllStrategy;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whom the judge trusts. */
final class Fiducia {
    private static final String LISTS = "11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache";

    private final TrustedListsCertificateSource certificates;

    private Fiducia(TrustedListsCertificateSource certificates) {
        this.certificates = certificates;
    }

    TrustedListsCertificateSource certificates() {
        return certificates;
    }

    /**
     * The Italian list among the vectors, reached as it must be: from the European list of lists, whose own signer we take
     * at its word (the vectors hold no copy of the Official Journal).
     */
    static Fiducia italian(Path standards) {
        Path lists = standards.resolve(LISTS);
        DSSDocument european = new FileDocument(lists.resolve("EU.xml").toFile());
        CommonCertificateSource signers = new CommonCertificateSource();
        for (AdvancedSignature signature : SignedDocumentValidator.fromDocument(european).getSignatures()) {
            signature.getCertificates().forEach(signers::addCertificate);
        }
        LOTLSource source = new LOTLSource();
        source.setUrl("EU.xml");
        source.setCertificateSource(signers);
        source.setPivotSupport(false);
        source.setTlPredicate(TLPredicateFactory.createEUTLCountryCodePredicate("IT"));

        TrustedListsCertificateSource certificates = new TrustedListsCertificateSource();
        TLValidationJob job = new TLValidationJob();
        job.setListOfTrustedListSources(source);
        job.setOfflineDataLoader(new Loader(lists.toString()));
        job.setTrustedListCertificateSource(certificates);
        // The lists are of the past: they count although they have expired.
        job.setSynchronizationStrategy(new AcceptAllStrategy());
        job.offlineRefresh();
        job.getSummary().getLOTLInfos().forEach(lotl -> {
            tell("EU", lotl);
            lotl.getTLInfos().forEach(list -> tell("IT", list));
        });
        if (certificates.getCertificates().isEmpty()) throw new IllegalStateException("la lista italiana non si carica");
        return new Fiducia(certificates);
    }

    private static void tell(String name, TLInfo list) {
        var validation = list.getValidationCacheInfo();
        System.err.printf("  Lista %s: %s %s%n", name, validation.getIndication(), validation.getSubIndication());
    }

    /** Every self-issued certificate that the file carries: of use where the list does not know the authority. */
    static CommonTrustedCertificateSource rootsInside(DSSDocument document) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
        validator.setCertificateVerifier(new CommonCertificateVerifier(true));
        CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
        for (AdvancedSignature signature : validator.getSignatures()) {
            signature.getCertificates().forEach(each -> addRoot(roots, each));
            signature.getAllTimestamps().forEach(stamp -> stamp.getCertificates().forEach(each -> addRoot(roots, each)));
        }
        for (TimestampToken stamp : validator.getDetachedTimestamps()) {
            stamp.getCertificates().forEach(each -> addRoot(roots, each));
        }
        return roots;
    }

    private static void addRoot(CommonTrustedCertificateSource roots, CertificateToken each) {
        if (each.isSelfIssued()) roots.addCertificate(each);
    }

    /** Lists by the end of their address, from the folder of the vectors; what is not there is not there. */
    private record Loader(String folder) implements DSSFileLoader {
        @Override
        public DSSDocument getDocument(String url) {
            String wanted = url.equals("EU.xml") ? "EU.xml" : url.contains(".it") ? "IT.xml" : "";
            Path file = Path.of(folder, wanted);
            if (wanted.isEmpty() || !Files.isRegularFile(file)) throw new DSSException("non è tra i vettori: " + url);
            return new FileDocument(file.toFile());
        }
    }
}
