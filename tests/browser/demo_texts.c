/* The texts of the demonstration, of our own writing: English, Urdu, Traditional Chinese, Hindi,
 * and one document that does everything it can to break a page. */
#include "demo.h"

#define MAY_1  1746057600 /* 2025-05-01 */
#define JUNE_1 1748736000
#define JULY_1 1751328000

const struct demo_document demo_documents[] = {
    {.service = "Chirpline",
     .policy = "Terms of Service",
     .lang = "en",
     .old_time = MAY_1,
     .new_time = JUNE_1 + 11520,
     .old_clauses =
         {{CW_HEADING, 1, "", "Terms of Service", NULL},
          {CW_HEADING, 2, "3", "Your account", NULL},
          {CW_PARAGRAPH, 0, "3.1", "You must be at least 13 years old to open an account.", NULL},
          {CW_PARAGRAPH, 0, "3.2",
           "We will suspend your account when you break these terms. We will tell you 30 days "
           "before "
           "we do so, and say which rule was broken.",
           NULL},
          {CW_PARAGRAPH, 0, "3.3",
           "You can appeal any suspension through the form in your settings; a different reviewer "
           "answers within 14 days.",
           NULL},
          {CW_HEADING, 2, "4", "Disputes", NULL},
          {CW_PARAGRAPH, 0, "4.1", "The courts of the place where you live decide any dispute.",
           NULL},
          {CW_PARAGRAPH, 0, "4.2", "Write to us at the address below.", NULL}},
     .new_clauses =
         {{CW_HEADING, 1, "", "Terms of Service", NULL},
          {CW_HEADING, 2, "3", "Your account", NULL},
          {CW_PARAGRAPH, 0, "3.1", "You must be at least 13 years old to open an account.", NULL},
          {CW_PARAGRAPH, 0, "3.2",
           "We will suspend your account when you break these terms. We will tell you 7 days "
           "before "
           "we do so, and say which rule was broken.",
           NULL},
          {CW_HEADING, 2, "4", "Disputes", NULL},
          {CW_PARAGRAPH, 0, "4.1",
           "An arbitrator of our choice decides any dispute, and you give up the right to a jury.",
           NULL},
          {CW_PARAGRAPH, 0, "4.3", "Write to us at the address below.", NULL}},
     .edits = {{CW_EDIT_MODIFIED, 3, 3, CW_SEVERITY_HIGH, 0, false, false, "30 days", "7 days",
                CW_SIGNAL_DURATION, "30 days", "7 days"},
               {CW_EDIT_REMOVED, 4, -1, CW_SEVERITY_HIGH, 0, false, false, NULL, NULL,
                CW_SIGNAL_CONCEPT, "appeal", NULL},
               {CW_EDIT_MODIFIED, 6, 5, CW_SEVERITY_HIGH, 0, false, false,
                "The courts of the place where you live decide any dispute",
                "An arbitrator of our choice decides any dispute, and you give up the right to a "
                "jury",
                CW_SIGNAL_CONCEPT, NULL, "arbitration"},
               {CW_EDIT_MODIFIED, 2, 2, CW_SEVERITY_INFO, CW_COSMETIC_LINKS, false, false, NULL,
                NULL, CW_SIGNAL_LINK, NULL, NULL},
               {CW_EDIT_MOVED, 7, 6, CW_SEVERITY_INFO, 0, true, true, NULL, NULL, CW_SIGNAL_NUMBER,
                NULL, NULL}},
     .n_edits = 5,
     .snapshots = "https://archive.example/snapshots/chirpline/terms?id=1&view=full\n"},
    {.service = "Chirpline",
     .policy = "Terms of Service",
     .lang = "ur",
     .old_time = MAY_1,
     .new_time = JULY_1,
     .old_clauses =
         {{CW_HEADING, 1, "", "خدمات کی شرائط", NULL},
          {CW_HEADING, 2, "3", "آپ کا اکاؤنٹ", NULL},
          {CW_PARAGRAPH, 0, "3.2",
           "اگر آپ ان شرائط کی خلاف ورزی کریں تو ہم آپ کا اکاؤنٹ معطل کر سکتے ہیں۔ ہم آپ کو 30 دن "
           "پہلے اطلاع دیں گے اور بتائیں گے کہ کون سا اصول توڑا گیا۔",
           NULL},
          {CW_PARAGRAPH, 0, "3.3", "آپ ترتیبات میں موجود فارم کے ذریعے اپیل کر سکتے ہیں۔", NULL}},
     .new_clauses =
         {{CW_HEADING, 1, "", "خدمات کی شرائط", NULL},
          {CW_HEADING, 2, "3", "آپ کا اکاؤنٹ", NULL},
          {CW_PARAGRAPH, 0, "3.2",
           "اگر آپ ان شرائط کی خلاف ورزی کریں تو ہم آپ کا اکاؤنٹ معطل کر سکتے ہیں۔ ہم آپ کو 7 دن "
           "پہلے اطلاع دیں گے اور بتائیں گے کہ کون سا اصول توڑا گیا۔",
           NULL},
          {CW_PARAGRAPH, 0, "3.3", "آپ ترتیبات میں موجود فارم کے ذریعے اپیل کر سکتے ہیں۔", NULL},
          {CW_PARAGRAPH, 0, "3.4", "An arbitrator of our choice decides any dispute.", "en"}},
     .edits = {{CW_EDIT_MODIFIED, 2, 2, CW_SEVERITY_HIGH, 0, false, false, "30 دن", "7 دن",
                CW_SIGNAL_DURATION, "30 دن", "7 دن"},
               {CW_EDIT_ADDED, -1, 4, CW_SEVERITY_MEDIUM, 0, false, false, NULL, NULL,
                CW_SIGNAL_CONCEPT, NULL, "arbitration"}},
     .n_edits = 2},
    {.service = "Lantern",
     .policy = "Privacy Policy",
     .lang = "zh-Hant",
     .old_time = MAY_1,
     .new_time = JUNE_1,
     .old_clauses = {{CW_HEADING, 1, "", "隱私權政策", NULL},
                     {CW_HEADING, 2, "二", "資料保存", NULL},
                     {CW_PARAGRAPH, 0, "", "我們會在你刪除帳號後三十天內清除你的個人資料。", NULL},
                     {CW_ITEM, 1, "1", "未滿十六歲者須經家長同意。", NULL}},
     .new_clauses = {{CW_HEADING, 1, "", "隱私權政策", NULL},
                     {CW_HEADING, 2, "二", "資料保存", NULL},
                     {CW_PARAGRAPH, 0, "", "我們會在你刪除帳號後九十天內清除你的個人資料。", NULL},
                     {CW_ITEM, 1, "1", "未滿十六歲者須經家長同意。", NULL}},
     .edits = {{CW_EDIT_MODIFIED, 2, 2, CW_SEVERITY_MEDIUM, 0, false, false, "三十天", "九十天",
                CW_SIGNAL_DURATION, "三十天", "九十天"}},
     .n_edits = 1},
    {.service = "Lantern",
     .policy = "Community Guidelines",
     .lang = "hi",
     .old_time = MAY_1,
     .new_time = JUNE_1,
     .old_clauses = {{CW_HEADING, 1, "", "समुदाय दिशानिर्देश", NULL},
                     {CW_PARAGRAPH, 0, "२", "हम आपकी शिकायत का उत्तर 24 घंटे में देंगे।", NULL}},
     .new_clauses = {{CW_HEADING, 1, "", "समुदाय दिशानिर्देश", NULL},
                     {CW_PARAGRAPH, 0, "२", "हम आपकी शिकायत का उत्तर 14 दिन में दे सकते हैं।", NULL}},
     .edits = {{CW_EDIT_MODIFIED, 1, 1, CW_SEVERITY_HIGH, 0, false, false, "24 घंटे में देंगे",
                "14 दिन में दे सकते हैं", CW_SIGNAL_DURATION, "24 घंटे", "14 दिन"}},
     .n_edits = 1},
    {.service = "<script>alert(1)</script>",
     .policy = "Terms \" onload='x' \xE2\x80\xAE gnp.exe",
     .lang = "en",
     .old_time = MAY_1,
     .new_time = JULY_1,
     .old_clauses = {{CW_HEADING, 1, "", "</main><script>alert(2)</script>", NULL},
                     {CW_PARAGRAPH, 0, "<b>1</b>",
                      "Before \xE2\x80\xAE reversed \xE2\x80\xAC & <img src=x>", NULL}},
     .new_clauses =
         {{CW_HEADING, 1, "", "</main><script>alert(2)</script>", NULL},
          {CW_PARAGRAPH, 0, "<b>1</b>",
           "After \xE2\x80\xAE reversed \xE2\x80\xAC & <img src=x onerror=alert(3)> "
           "Averylongwordwithoutanyspaceinitwhichmustwrapsomewhereorthepageoverflowsonasma"
           "llscreenandnobodycanreadit",
           "\"><script>"}},
     .edits = {{CW_EDIT_MODIFIED, 1, 1, CW_SEVERITY_LOW, 0, false, false, "Before", "After",
                CW_SIGNAL_NUMBER, "<i>1</i>",
                "\xE2\x80\xAE"
                "2"}},
     .n_edits = 1,
     .snapshots = "javascript:alert(4)\ndata:text/html,<script>alert(5)</script>\n"
                  "https://example.org/\" onclick=\"alert(6)\n"},
};

const int n_demo_documents = sizeof demo_documents / sizeof *demo_documents;
