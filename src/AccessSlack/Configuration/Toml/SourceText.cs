using System.Buffers;
using System.Text.Unicode;

namespace AccessSlack.Configuration.Toml;

/// <summary>The text of a file as the parser sees it, and the faults that are found in it.</summary>
internal sealed class SourceText
{
    public const char ByteOrderMark = '\uFEFF';

    private const string NotUtf8 = "The file is not valid UTF-8 from here on; save it as UTF-8.";
    private const string Controls =
        "the only control characters allowed are tab, line feed, and carriage return before a line feed";

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+.:");

    private static readonly SearchValues<char> TypographicQuotes = SearchValues.Create("“”„‟‘’‚‛«»");

    // If a file ends in an escape, the lexer throws because of the character that is not there.
    private SourceText(string content) => Text = content + " ";

    /// <summary>Without a byte order mark, and with a blank at the end that the file does not have.</summary>
    public string Text { get; }

    /// <exception cref="TomlFault">The bytes are not UTF-8, or hold a character that TOML allows nowhere.</exception>
    public static SourceText Decode(ReadOnlySpan<byte> utf8)
    {
        var buffer = new char[utf8.Length];
        var status = Utf8.ToUtf16(utf8, buffer, out _, out var written, replaceInvalidSequences: false);
        var start = written > 0 && buffer[0] == ByteOrderMark ? 1 : 0;
        var source = new SourceText(new string(buffer, start, written - start));
        if (status != OperationStatus.Done) throw source.Fault(NotUtf8, source.Text.Length - 1);
        source.CheckControls();
        return source;
    }

    /// <summary>Whether a number, date or bare word may hold the character.</summary>
    public bool IsWord(int at) => at >= 0 && at < Text.Length && WordCharacters.Contains(Text[at]);

    public TomlFault Fault(string message, int at) => new(message, PlaceOf(at));

    /// <summary>A fault of the character here: the only piece of a file that is ever in a message.</summary>
    public TomlFault Unexpected(string wanted, int at) =>
        IsTypographicQuote(at) ? TypographicQuote(at) : Fault($"Found {Describe(at)}, but {wanted}.", at);

    /// <summary>Editors that are made for prose replace straight quotes.</summary>
    public bool IsTypographicQuote(int at) => at < Text.Length && TypographicQuotes.Contains(Text[at]);

    public TomlFault TypographicQuote(int at) => Fault(
        $"Found a typographic quotation mark (U+{(int)Text[at]:X4}), but TOML needs straight ones: \" or '.",
        at
    );

    private void CheckControls()
    {
        for (var at = 0; at < Text.Length; at++)
            if (Text[at] is < ' ' and not '\t' or '\x7f' && !IsNewline(at)) throw Unexpected(Controls, at);
    }

    private bool IsNewline(int at) => Text[at] == '\n' || Text[at] == '\r' && Text[at + 1] == '\n';

    private Place PlaceOf(int at)
    {
        var before = Text.AsSpan(0, Math.Min(at, Text.Length - 1));
        var column = 1;
        foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes()) column++;
        return new Place(before.Count('\n') + 1, column);
    }

    private string Describe(int at) => at >= Text.Length - 1 ? "the end of the file" : Text[at] switch
    {
        _ when IsNewline(at) => "the end of the line",
        > ' ' and < '\x7f' and var character => $"'{character}'",
        var character => $"character U+{(int)character:X4}",
    };
}
