/* What is Markdown by name only: one line of words. A quarter of the parts of a policy are no more
 * than that, and to set a parser up takes longer than to read one. */
#include "markdown.h"

/* The bytes that mean something inside a line, or change what a line is; of control characters
 * nothing is known. */
static bool is_markup(char c)
{
    static const bool markup[128] = {
        ['*'] = true, ['_'] = true, ['`'] = true,  ['['] = true, [']'] = true,
        ['<'] = true, ['>'] = true, ['&'] = true,  ['{'] = true, ['}'] = true,
        ['|'] = true, ['~'] = true, ['\\'] = true, [0x7F] = true};
    unsigned char byte = (unsigned char)c;
    return byte < ' ' || (byte < sizeof markup && markup[byte]);
}

/* A line that begins with a letter opens no block but a paragraph. */
static bool begins_with_letter(struct cw_str text)
{
    return text.len > 0 && (unsigned char)((text.data[0] | 0x20) - 'a') < 26;
}

size_t cw_markdown_plain_line(struct cw_str text)
{
    if (!begins_with_letter(text)) {
        return 0;
    }
    size_t end = 1;
    while (end < text.len && !is_markup(text.data[end])) {
        end++;
    }
    for (size_t i = end; i < text.len; i++) {
        if (text.data[i] != '\n' && text.data[i] != ' ') {
            return 0;
        }
    }
    while (text.data[end - 1] == ' ') {
        end--;
    }
    return end;
}
