use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests between two sweeps of addresses that have gone quiet.
const SWEEP_EVERY: u32 = 10_000;

/// How many requests one address may make: a bucket each.
pub(crate) struct Limiter {
    buckets: DefaultKeyedRateLimiter<IpAddr>,
    since_sweep: AtomicU32,
}

impl Limiter {
    pub(crate) fn new(per_second: u32) -> Self {
        let per_second = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        let quota =
            Quota::per_second(per_second).allow_burst(per_second.saturating_mul(NonZeroU32::MIN.saturating_add(3)));
        Self { buckets: RateLimiter::keyed(quota), since_sweep: AtomicU32::new(0) }
    }

    pub(crate) fn admits(&self, client: IpAddr) -> bool {
        if self.since_sweep.fetch_add(1, Ordering::Relaxed) >= SWEEP_EVERY {
            self.since_sweep.store(0, Ordering::Relaxed);
            self.buckets.retain_recent();
        }
        self.buckets.check_key(&network_of(client)).is_ok()
    }
}

/// An IPv6 client owns a whole /64: its addresses share a bucket.
fn network_of(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_that_floods_does_not_stop_another() {
        let limiter = Limiter::new(2);
        let (loud, calm) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let admitted = (0..100).filter(|_| limiter.admits(loud)).count();
        assert!((8..20).contains(&admitted), "{admitted}");
        assert!(limiter.admits(calm));
    }
}
