using System.Diagnostics;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace AccessSlack.Configuration.Toml;

/// <summary>
/// Reads TOML 1.1 from Tomlyn's syntax tree. Its serializer accepts duplicate keys, and its messages quote the lines
/// that they complain about, secrets included: neither is used.
/// </summary>
internal sealed class TomlReader
{
    /// <summary>
    /// Of arrays and inline tables around a value, which are read recursively. Headers and dotted keys add to it, so
    /// the model may be deeper than the syntax: nothing may recurse over it.
    /// </summary>
    private const int MaxDepth = 100;

    private static readonly string TooDeep = $"Tables and arrays nest more than {MaxDepth} levels deep.";

    private readonly TableRules _rules = new();

    /// <param name="utf8">A whole file; a byte order mark is allowed.</param>
    /// <exception cref="TomlFault">The bytes are not UTF-8 or not TOML, or nest too deep.</exception>
    public static TomlTable Read(ReadOnlySpan<byte> utf8)
    {
        var source = SourceText.Decode(utf8);
        // The lexer drops a mark at the start. Without this one it would drop a second one of the file.
        var text = SourceText.ByteOrderMark + source.Text;
        var lexer = TomlLexer.Create(text, new TomlLexerOptions { DecodeScalars = true });
        var document = Parse(source, lexer);
        if (SyntaxFault.Find(source, lexer, document) is { } fault) throw fault;
        return new TomlReader().Build(document);
    }

    private static DocumentSyntax Parse(SourceText source, TomlLexer lexer)
    {
        try
        {
            // The parser counts the file as the first level.
            return SyntaxParser.Parse(lexer, new TomlSerializerOptions { MaxDepth = MaxDepth + 1 }, validate: false);
        }
        catch (TomlException)
        {
            // All other faults are diagnostics. This one has no position.
            throw NestingDepth.FindExcess(source, MaxDepth) is { } at
                ? source.Fault(TooDeep, at)
                : new TomlFault(TooDeep, default);
        }
    }

    private TomlTable Build(DocumentSyntax document)
    {
        var root = new TomlTable();
        foreach (var pair in document.KeyValues) Assign(root, pair);
        foreach (var header in document.Tables)
        {
            var key = PartsOf(header.Name!);
            var table = header is TableArraySyntax ? _rules.AddElement(root, key) : _rules.Open(root, key);
            foreach (var pair in header.Items) Assign(table, pair);
        }

        return root;
    }

    private void Assign(TomlTable table, KeyValueSyntax pair) =>
        _rules.Assign(table, PartsOf(pair.Key!), ValueOf(pair.Value!));

    private object ValueOf(ValueSyntax value) => value switch
    {
        StringValueSyntax text => TextOf(text),
        IntegerValueSyntax number => NumberOf(number),
        FloatValueSyntax number => number.Value,
        BooleanValueSyntax flag => flag.Value,
        DateTimeValueSyntax moment => moment.Value,
        ArraySyntax array => ArrayOf(array),
        InlineTableSyntax table => TableOf(table),
        _ => throw new UnreachableException(),
    };

    private TomlArray ArrayOf(ArraySyntax syntax)
    {
        var array = new TomlArray();
        foreach (var item in syntax.Items) array.Add(new TomlValue(ValueOf(item.Value!), PlaceOf(item)));
        return array;
    }

    private TomlTable TableOf(InlineTableSyntax syntax)
    {
        var table = _rules.NewInline();
        foreach (var item in syntax.Items) Assign(table, item.KeyValue!);
        return table;
    }

    private static List<KeyPart> PartsOf(KeySyntax key)
    {
        List<KeyPart> parts = [PartOf(key.Key!), .. key.DotKeys.Select(item => PartOf(item.Key!))];
        return parts.Count <= MaxDepth ? parts : throw new TomlFault(TooDeep, parts[0].Place);
    }

    private static KeyPart PartOf(BareKeyOrStringValueSyntax part) =>
        new(part is StringValueSyntax text ? TextOf(text) : ((BareKeySyntax)part).Key!.Text!, PlaceOf(part));

    // The lexer lets a backslash at the end of a line continue a string that ends with its line.
    private static string TextOf(StringValueSyntax text) =>
        text.Token!.TokenKind == TokenKind.String && text.Span.End.Line > text.Span.Start.Line
            ? throw new TomlFault(StringFault.NoClosingQuote, PlaceOf(text))
            : text.Value!;

    // The lexer reads 0x8000000000000000 and above as negative numbers.
    private static long NumberOf(IntegerValueSyntax number) =>
        number.Token!.TokenKind != TokenKind.Integer && number.Value < 0
            ? throw new TomlFault(ScalarFault.TooLarge, PlaceOf(number))
            : number.Value;

    private static Place PlaceOf(SyntaxNode node) => new(node.Span.Start.Line + 1, node.Span.Start.Column + 1);
}
