cw_fuzz_target(gitlog LINK cw_ingest)
