//! The memory of the process, as the system counts it.

/// What is in real memory now, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    /// What the process made: its heap, the stacks, what instances wrote to their memories.
    pub anonymous: u64,
    /// What stands in files: the program, compiled components. The system may drop it and read it
    /// again.
    pub files: u64,
    /// What several mappings share: the memories that components begin with.
    pub shared: u64,
}

impl Resident {
    /// Of this process; zeros where the system does not tell it.
    pub fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        Self::parse(&status)
    }

    /// All of it.
    pub fn total(self) -> u64 {
        self.anonymous + self.files + self.shared
    }

    fn parse(status: &str) -> Self {
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kib.unwrap_or_default() << 10
        };
        Self { anonymous: bytes("RssAnon:"), files: bytes("RssFile:"), shared: bytes("RssShmem:") }
    }
}

/// Returns to the system what the calling thread freed and the allocator has not needed since.
pub fn give_back() {
    // SAFETY: it takes no pointer and may be called at any time.
    #[expect(unsafe_code, reason = "the allocator is written in C")]
    unsafe {
        libmimalloc_sys::mi_collect(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_read() {
        let status = "VmRSS:\t    1800 kB\nRssAnon:\t     740 kB\nRssFile:\t    1000 kB\nRssShmem:\t      60 kB\n";
        let resident = Resident::parse(status);
        assert_eq!(
            resident,
            Resident { anonymous: 740 << 10, files: 1000 << 10, shared: 60 << 10 }
        );
        assert_eq!(resident.total(), 1800 << 10);
        assert_eq!(Resident::parse("Name:\tx\n"), Resident::default());
    }

    #[test]
    fn memory_that_is_written_to_counts() {
        let before = Resident::now();
        let written = std::hint::black_box(vec![1u8; 64 << 20]);
        let after = Resident::now();
        assert!(after.anonymous >= before.anonymous + (48 << 20), "{before:?}, {after:?}");
        assert_eq!(written.last(), Some(&1));
    }
}
