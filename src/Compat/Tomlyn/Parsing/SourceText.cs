using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tomlyn.Parsing;

/// <summary>From bytes to text: TOML is UTF-8 and nothing else.</summary>
internal static class SourceText
{
    private const char ByteOrderMark = '\uFEFF';

    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        var buffer = new char[utf8.Length];
        var status = Utf8.ToUtf16(utf8, buffer, out _, out var written, replaceInvalidSequences: false);
        var text = new string(buffer, 0, written);
        if (status == OperationStatus.Done) return text;
        throw new Cursor(WithoutMark(text)).ErrorAtEnd("The file is not valid UTF-8 from here on; save it as UTF-8");
    }

    /// <summary>A single byte order mark at the start is not part of the text.</summary>
    public static string WithoutMark(string text) => text.StartsWith(ByteOrderMark) ? text[1..] : text;

    /// <summary>Position of half a surrogate pair, which no UTF-8 text can hold; -1 when there is none.</summary>
    public static int IndexOfLoneSurrogate(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune)) i += rune.Utf16SequenceLength;
            else return i;
        }

        return -1;
    }
}
