cw_fuzz_target(align LINK compare_helper cw_align)
target_include_directories(fuzz_align PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit/compare)
