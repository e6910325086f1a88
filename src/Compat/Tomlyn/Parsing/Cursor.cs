using System.Buffers;

namespace Tomlyn.Parsing;

/// <summary>A position in the text, with the few moves that every part of the grammar needs.</summary>
internal sealed class Cursor(string text)
{
    private readonly List<int> _lineStarts = FindLines(text);

    public int Position { get; set; }

    public bool AtEnd => Position >= text.Length;

    /// <summary>NUL at the end; a NUL in the text itself is refused wherever it stands.</summary>
    public char Current => CharAt(Position);

    public bool AtNewline => At("\n") || At("\r\n");

    /// <summary>Control characters that may stand nowhere; a carriage return is one unless a newline follows.</summary>
    public bool AtForbidden => !AtEnd && (Current < ' ' && Current != '\t' || Current == '\x7f');

    public char CharAt(int position) => position < text.Length ? text[position] : '\0';

    public bool At(string expected) => string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    public bool TryTake(string expected)
    {
        if (!At(expected)) return false;
        Position += expected.Length;
        return true;
    }

    public bool TryTake(char expected)
    {
        if (AtEnd || Current != expected) return false;
        Position++;
        return true;
    }

    public bool TryTakeNewline() => TryTake('\n') || TryTake("\r\n");

    public char Take()
    {
        var taken = Current;
        Position++;
        return taken;
    }

    public string TakeWhile(SearchValues<char> allowed)
    {
        var rest = text.AsSpan(Position);
        var length = rest.IndexOfAnyExcept(allowed);
        var taken = (length < 0 ? rest : rest[..length]).ToString();
        Position += taken.Length;
        return taken;
    }

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t') Position++;
    }

    /// <summary>Blanks, comments and newlines, as allowed between the elements of an array.</summary>
    public void SkipLines()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (TryTakeNewline());
    }

    /// <summary>What may follow on a line that is complete: blanks and a comment.</summary>
    public void EndLine(string what)
    {
        SkipBlanks();
        SkipComment();
        if (!AtEnd && !TryTakeNewline()) throw Unexpected($"after {what} the line must end");
    }

    public TomlPlace PlaceOf(int position)
    {
        var line = _lineStarts.BinarySearch(position);
        if (line < 0) line = ~line - 1;
        return new TomlPlace(line + 1, position - _lineStarts[line] + 1);
    }

    public TomlException Error(string message, int position) => new(message + ".", PlaceOf(position));

    public TomlException ErrorAtEnd(string message) => Error(message, text.Length);

    /// <summary>An error about the character here. It is the only piece of the text that ever gets into a message.</summary>
    public TomlException Unexpected(string wanted) => Error($"Found {Describe()}, but {wanted}", Position);

    private void SkipComment()
    {
        if (Current != '#') return;
        while (!AtEnd && !AtNewline)
        {
            if (AtForbidden) throw Unexpected("a comment holds no control characters other than tab");
            Position++;
        }
    }

    private string Describe() => Current switch
    {
        _ when AtEnd => "the end of the file",
        _ when AtNewline => "the end of the line",
        > ' ' and < '\x7f' => $"'{Current}'",
        _ => $"character U+{(int)Current:X4}",
    };

    private static List<int> FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1)) starts.Add(at + 1);
        return starts;
    }
}
