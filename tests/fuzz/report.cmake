cw_fuzz_target(report LINK cw_report)
