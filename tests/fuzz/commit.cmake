cw_fuzz_target(commit LINK cw_ingest)
