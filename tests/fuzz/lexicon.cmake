cw_fuzz_target(lexicon LINK cw_lexicon)
