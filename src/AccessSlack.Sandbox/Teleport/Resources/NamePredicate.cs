using System.Globalization;
using System.Text;

namespace AccessSlack.Sandbox.Teleport.Resources;

/// <summary>
/// The only predicate that clients for access requests send: <c>resource.metadata.name == "…" || …</c>. Anything else
/// is refused, also what a real server would take.
/// </summary>
internal sealed class NamePredicate
{
    private const string Start = "resource.metadata.name == \"";
    private const string Or = " || ";

    private readonly string _text;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _at;

    private NamePredicate(string text) => _text = text;

    /// <summary>The names it compares with.</summary>
    /// <exception cref="GrpcFailure">InvalidArgument: it cannot be parsed.</exception>
    public static IReadOnlySet<string> Names(string text)
    {
        var predicate = new NamePredicate(text);
        predicate.Parse();
        return predicate._names;
    }

    private void Parse()
    {
        do
        {
            Expect(Start);
            _names.Add(Literal());
        }
        while (_at < _text.Length && Expect(Or));
    }

    private bool Expect(string token)
    {
        if (string.CompareOrdinal(_text, _at, token, 0, token.Length) != 0) throw Fault($"expected {token}");
        _at += token.Length;
        return true;
    }

    /// <summary>The rest of an interpreted string literal of Go, after its first quote.</summary>
    private string Literal()
    {
        var bytes = new List<byte>();
        while (true)
        {
            var rune = Next();
            if (rune.Value == '"') return Encoding.UTF8.GetString([.. bytes]);
            if (rune.Value == '\n') throw Fault("a newline in a string");
            if (rune.Value == '\\') bytes.AddRange(Escaped());
            else bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }
    }

    private byte[] Escaped() => Next().Value switch
    {
        '"' => "\""u8.ToArray(),
        '\\' => "\\"u8.ToArray(),
        'a' => [7],
        'b' => [8],
        't' => [9],
        'n' => [10],
        'v' => [11],
        'f' => [12],
        'r' => [13],
        'x' => [(byte)Hex(2)],
        'u' => Encoded(Hex(4)),
        'U' => Encoded(Hex(8)),
        _ => throw Fault("unknown escape sequence"),
    };

    private byte[] Encoded(uint value) => Rune.IsValid(value)
        ? Encoding.UTF8.GetBytes(new Rune(value).ToString())
        : throw Fault("escape sequence is invalid Unicode code point");

    private uint Hex(int digits)
    {
        if (
            _at + digits > _text.Length
            || !uint.TryParse(
                _text.AsSpan(_at, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var value
            )
        )
            throw Fault("illegal character in escape sequence");
        _at += digits;
        return value;
    }

    private Rune Next()
    {
        if (_at >= _text.Length || !Rune.TryGetRuneAt(_text, _at, out var rune)) throw Fault("string not terminated");
        _at += rune.Utf16SequenceLength;
        return rune;
    }

    private GrpcFailure Fault(string what) => GrpcFailure.Invalid($"failed to parse predicate at {_at}: {what}");
}
