//! Signatures made by OpenSSL hold, and each of them ceases to hold by any change.

use firma_algoritmi::{Digest, Error, KeyKind, PublicKey, Scheme, SignatureForm};

const MESSAGE: &[u8] = b"Il Comune di Montefiorito";

const RSA: &str = concat!(
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100de6871b4aa6ecebf654582e5abd26ec053c619",
    "b26fbccd0b1148ad10324a30f5460aefeedb0996232a38a3e96188b2c406857442ba4b7a9f47ff74fc2e229e0499c97ed70a7089",
    "011709b0ea82fbc4e5327abd6d53841e559d7e556d2b316b0fa756b6462eab053428ccf4604fceaf3e8af1d948bd588175572dab",
    "a5aad38ede54bdd9b7e239e5c688671de10b7d0de5da2b20c0a4d291f96b6450f836db3cb9317f8d12a62fd056917bbffbb14ab9",
    "0bc14e90a29a96f28b055e4be50bff317f4da73f584b8007ea44250c6929b870ab9efa053a67634f688aa18c0ae20d8e0eea27bc",
    "3b6d082252374dbb20f406be9ac484f6722e50c2c15e89c081a3a14f1d0203010001",
);
const RSA_SIG: &str = concat!(
    "c2bac6743326b4987f734c53b800a059375e03a09277b5ceb0e41475d8cbf3e640050a6ef639541de875ccb0c06ff646fd490903",
    "12bb1b281b085434f48afe14ec9568e50adf196d7cbea6d29849c5d65232fbe3ccfd6017207a6bc2e9862da1ac15898768ffe82b",
    "65e8c549faa6ace6dfee37fca5c56e0583ed96c8b6dc0123c8be1b30b2ff10952c67f473f38eba6f6c2714777e528fcb56c58cbf",
    "efc96458325b6be4298f96a742b30b79f10fbd948884bfa9fb737568010af8398b9ab9361a34befd1141724c0a66871260510357",
    "ab660eeeaef4c384575afe170290ff677dccb85e17799bea792c4473d1cb7210b10b25ea88d85602ef89b80564fd04d8",
);
const RSA_SHA3_SIG: &str = concat!(
    "bb0e5bb6d3f1194a95100d41e260e93daab59d3734ea1fc11143bf804132901981c1efce04d26571e7fa95020e64274ab59e5a85",
    "0bcac2f85395100d949b1fcb272142f683ddace3a95c4647df8c734face7adbb0d4eda95c39b331fbb04b33782a9159d142fd788",
    "e3de7164959bc2e0849af3cec6d7f90add170b1cd713f81791a6f0e42e736970c6e8b379e42c6341d1665658dc3c136716443358",
    "feeb54738dd6c34e4d9251a77cc5ed44155039074ed2e2bdda06c0d5b3eca0703f285606e5b35e96e618b8583a93fe1b83d531ef",
    "1c951cfa42bf542556bddc066ddadee675499baccef53861666683d1c9d6d3ba730d177088e241861def040de6f4ca6c",
);
const PSS_SIG: &str = concat!(
    "a28ac3700ee8ecc5b9f6c2fcd76f7cbabb1a4461374a684a296d2cf8d8308ba66a9d78b30110013917ac65f2f2cd135105d61023",
    "57433ebf0c3a98dc9b46a24fdc86aa61a6b8ac532dd380de1d281452dc3f01f9e5c7e40d872ec81a036cd8877635fcf8b7d5cedf",
    "491b540e18def38954044d57e49cbb1c6c7958da3ba9601788265bc49ca2f47055697e3a7b78c38c53d6b07376c6c44eef84950f",
    "54153c4c16b3a34538bbf35e61b7f2049043c287a2dd8d18c3e7c2de1a2a663a9f2af666320f5e3d05e43776c1936af58458ed86",
    "fdb515e193aa2897d83bd961846f6efa42c22e73564b28a48a17650c74aef8630a5131ea898f6379c2122b55b968f6c4",
);
const P256: &str = concat!(
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004bdb1297adc6405454f34250eb17149d9386590f8a6e0f3251c",
    "3699e4e2fb677ae60d9cac1e682cc4a896adc26de0e66f5de8894adf444b3a96d86067a7d01f6f",
);
const P256_SIG: &str = concat!(
    "3046022100cb2ee5b6c0958956c2803baabfd77befe36d8a496182cc68d1cb757d36692586022100c25b81fc23df6a87e322c1da",
    "63c8c13cddee5acf299eb6074a89c6eca6ef7b15",
);
const P384: &str = concat!(
    "3076301006072a8648ce3d020106052b8104002203620004b77316b7ec16cfdf542816cf8f8070911245ecebfd3c5eb779ceabd3",
    "ad4a0786df1907e89602825b04429a6a8113058ab7483081ce366c412c345758a558611d7c9322f78227031f632e9a360e5faa16",
    "289c0a6b94d3835f89db58efb06b6e9b",
);
const P384_SIG: &str = concat!(
    "30650230433e2b3543c8e8e59868494eaf9b168ad61219b38d5660e991fab86c4ee6e15954fd9f2331b565bac2f794615149da07",
    "02310080e9b717dc56eeea4f9cda74a5cf4dd5a6e7e59ee0cc7d9c5a00409926ca238dde288b3924db3b49b55d50cc41a0651a",
);
const P521: &str = concat!(
    "30819b301006072a8648ce3d020106052b81040023038186000400b3c23e2eb7a3398daf19af9ed4b153535de8183874142d8956",
    "b2ad6705da8ac357988763e89f0654357537042ee632b2e542aa8e1a1ffc66d2e42a97e44346cd3f01d79e1a6cdfef6a93c67382",
    "68d961afe4bd23c643dce4e9bb1b352effbe8c561b3280d8d22880d7842c25595cba7886bd4afdfa516e5127df0120446aafb747",
    "ea83",
);
const P521_SIG: &str = concat!(
    "30818602411e58512c069c79838b4457f40fd9cd5edac0087ee1f8aabec932c8674c28b1accd8390f1071783afc3657edf7ea804",
    "b7844f7b57f20d85976f021663c4c2731a5c024116842ca5252d0ae51fcc8f11d81e7d71ede710cb848eae9af445679a2889b5cd",
    "56743708de5eed2d1990a088b6bbfcc4eec80a562369ced30bab170c4a58068552",
);
const ED: &str = "302a300506032b6570032100960a13cbb7254814fe445fe86b5fc6c52aee14ebd8d7461d079b20e763efd279";
const ED_SIG: &str = concat!(
    "31084165935b0d9ca960031cfc6031720a86357fb25f63df4052bf964ed54b5a183625860ee6356d074532141fb70600a8b0ca0f",
    "40c5134d3278a2e1cb913f0d",
);
const BRAINPOOL: &str = concat!(
    "305a301406072a8648ce3d020106092b240303020801010703420004594949256840eafc997b1bc3dce8304bb0441bd7c9db3623",
    "f6321a59a886564e872dbf4005b3ce7a385924eb55c071893075c1c5a0162ca2121539d680b8875b",
);

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("hex")
}

/// Name, key, kind, bits, scheme, signature.
fn cases() -> Vec<(&'static str, &'static str, KeyKind, usize, Scheme, &'static str)> {
    let pss = Scheme::RsaPss { digest: Digest::Sha256, mask: Digest::Sha256, salt: 32 };
    vec![
        ("rsa", RSA, KeyKind::Rsa, 2048, Scheme::RsaPkcs1(Digest::Sha256), RSA_SIG),
        ("rsa sha3", RSA, KeyKind::Rsa, 2048, Scheme::RsaPkcs1(Digest::Sha3_256), RSA_SHA3_SIG),
        ("pss", RSA, KeyKind::Rsa, 2048, pss, PSS_SIG),
        ("p256", P256, KeyKind::P256, 256, Scheme::Ecdsa(Digest::Sha256), P256_SIG),
        ("p384", P384, KeyKind::P384, 384, Scheme::Ecdsa(Digest::Sha384), P384_SIG),
        ("p521", P521, KeyKind::P521, 521, Scheme::Ecdsa(Digest::Sha512), P521_SIG),
        ("ed25519", ED, KeyKind::Ed25519, 256, Scheme::Ed25519, ED_SIG),
    ]
}

#[test]
fn good_signatures_hold() {
    for (name, spki, kind, bits, scheme, signature) in cases() {
        let key = PublicKey::from_spki(&bytes(spki)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((key.kind(), key.bits()), (kind, bits), "{name}");
        key.verify(scheme, MESSAGE, &bytes(signature), SignatureForm::Der)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        match scheme.digest() {
            Some(digest) => key
                .verify_digest(scheme, &digest.of(MESSAGE), &bytes(signature), SignatureForm::Der)
                .unwrap_or_else(|error| panic!("{name}: {error}")),
            None => assert_eq!(
                key.verify_digest(scheme, &[0; 32], &bytes(signature), SignatureForm::Der),
                Err(Error::NeedsMessage)
            ),
        }
    }
}

#[test]
fn each_changed_byte_is_told() {
    for (name, spki, _, _, scheme, signature) in cases() {
        let key = PublicKey::from_spki(&bytes(spki)).expect(name);
        let good = bytes(signature);
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x01;
            assert!(
                key.verify(scheme, MESSAGE, &bad, SignatureForm::Der).is_err(),
                "{name}: byte {at} of the signature"
            );
        }
        for at in 0..MESSAGE.len() {
            let mut other = MESSAGE.to_vec();
            other[at] ^= 0x01;
            assert_eq!(key.verify(scheme, &other, &good, SignatureForm::Der), Err(Error::Mismatch), "{name}");
        }
        for short in [0, 1, good.len() - 1] {
            assert!(key.verify(scheme, MESSAGE, &good[..short], SignatureForm::Der).is_err(), "{name}: {short} bytes");
        }
    }
}

#[test]
fn another_digest_scheme_or_key_is_not_taken() {
    let key = PublicKey::from_spki(&bytes(RSA)).expect("key");
    let signature = bytes(RSA_SIG);
    let with = |scheme| key.verify(scheme, MESSAGE, &signature, SignatureForm::Der);
    assert_eq!(with(Scheme::RsaPkcs1(Digest::Sha512)), Err(Error::Mismatch));
    assert_eq!(with(Scheme::RsaPkcs1(Digest::Sha3_256)), Err(Error::Mismatch));
    assert!(matches!(with(Scheme::Ecdsa(Digest::Sha256)), Err(Error::WrongKey { .. })));
    assert!(matches!(with(Scheme::Ed25519), Err(Error::WrongKey { .. })));
    let short = key.verify_digest(Scheme::RsaPkcs1(Digest::Sha256), &[0; 20], &signature, SignatureForm::Der);
    assert_eq!(short, Err(Error::WrongDigestLength { expected: 32, found: 20 }));
    let salted = Scheme::RsaPss { digest: Digest::Sha256, mask: Digest::Sha256, salt: 20 };
    assert_eq!(key.verify(salted, MESSAGE, &bytes(PSS_SIG), SignatureForm::Der), Err(Error::Mismatch));
}

#[test]
fn a_key_that_is_not_known_is_named() {
    let unknown = PublicKey::from_spki(&bytes(BRAINPOOL)).expect_err("not known");
    assert_eq!(unknown, Error::UnknownKey("1.3.36.3.3.2.8.1.1.7".into()));
    assert!(!unknown.is_false());
    assert!(matches!(PublicKey::from_spki(b"no"), Err(Error::BadKey(_))));
}

/// Thousands of damaged keys: each is refused or read, none panics.
#[test]
fn damaged_keys_do_no_harm() {
    for (_, spki, _, _, scheme, signature) in cases() {
        let (good, signature) = (bytes(spki), bytes(signature));
        for at in 0..good.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                if let Ok(key) = PublicKey::from_spki(&bad) {
                    // Parameters that do not matter (a NULL's neighbour) may leave the key as it was.
                    let _ = key.verify(scheme, MESSAGE, &signature, SignatureForm::Der);
                }
            }
        }
    }
}

/// A modulus of a million bits is refused before it is multiplied.
#[test]
fn a_huge_key_is_refused_at_once() {
    let mut modulus = vec![0x02, 0x83, 0x01, 0xe8, 0x49, 0x00];
    modulus.extend(std::iter::repeat_n(0xff, 125_000));
    modulus.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
    let sequence = |tag: u8, content: &[u8]| {
        let length = u32::try_from(content.len()).expect("small").to_be_bytes();
        [&[tag, 0x84][..], &length, content].concat()
    };
    // DER wants the shortest length: three bytes.
    let der = |tag: u8, content: &[u8]| {
        let long = sequence(tag, content);
        [&[tag, 0x83][..], &long[3..]].concat()
    };
    let key = der(0x30, &modulus);
    let bits = der(0x03, &[&[0][..], &key].concat());
    let rsa = hex::decode("300d06092a864886f70d0101010500").expect("hex");
    let spki = der(0x30, &[rsa, bits].concat());
    assert_eq!(
        PublicKey::from_spki(&spki).expect_err("too large"),
        Error::BadKey("i suoi numeri sono più grandi di quanto si usi")
    );
}
