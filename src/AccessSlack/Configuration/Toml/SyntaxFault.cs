using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace AccessSlack.Configuration.Toml;

/// <summary>
/// Says what is wrong with a file that Tomlyn refuses, from the place of the first fault and what the tree lacks there.
/// </summary>
internal static class SyntaxFault
{
    private const string Key = "a key was expected; characters other than A-Z a-z 0-9 _ - need quotes";
    private const string Value = "a value was expected";
    private const string LineEnd = "after a value the line must end";
    private const string InArray = "in an array a comma or ] must follow a value";
    private const string InTable = "in an inline table a comma or } must follow a value";

    /// <returns>Null if there is none.</returns>
    public static TomlFault? Find(SourceText source, TomlLexer lexer, DocumentSyntax document)
    {
        var (lexical, syntactic) = (FirstOf(source, lexer), FirstOf(document, lexer));
        if (syntactic is { } at && !(lexical < at)) return InTree(source, document, at);
        return lexical is null ? null : InToken(source, document, lexical.Value);
    }

    // The lexer takes the character U+FFFD for half of a surrogate pair, which decoded text does not have. Where the
    // character is a fault for another reason, the lexer reports that too.
    private static int? FirstOf(SourceText source, TomlLexer lexer) =>
        lexer.Errors.GroupBy(error => error.Span.Offset)
            .Where(errors => source.Text[errors.Key] != '\uFFFD' || errors.Skip(1).Any())
            .Min(errors => (int?)errors.Key);

    // The parser's faults come before the lexer's. All but its first may lack a position, when the file has ended.
    private static int? FirstOf(DocumentSyntax document, TomlLexer lexer) =>
        document.Diagnostics.Count > lexer.Errors.Count() ? document.Diagnostics[0].Span.Offset : null;

    /// <summary>A fault inside a string, number or date.</summary>
    private static TomlFault InToken(SourceText source, DocumentSyntax document, int at)
    {
        var strings = document.Descendants().OfType<StringValueSyntax>();
        return strings.FirstOrDefault(text => Holds(text.Span, at)) is { } text
            ? StringFault.Explain(source, text, at)
            : ScalarFault.Explain(source, at);
    }

    private static bool Holds(SourceSpan span, int at) => span.Start.Offset <= at && at <= span.End.Offset;

    /// <summary>A token that may not be where it is.</summary>
    private static TomlFault InTree(SourceText source, DocumentSyntax document, int at)
    {
        var before = document.Descendants(includeTokensCommentsAndWhitespaces: true)
            .Where(node => node.Span.Start.Offset <= at);
        var wanted = before.Select(Wanted).FirstOrDefault(wanted => wanted is not null) ?? Key;
        // A word that is refused in its middle is one value: 10.0.0.1.
        var isValue = wanted switch
        {
            Value => source.IsWord(at),
            LineEnd or InArray or InTable => source.IsWord(at) && source.IsWord(at - 1),
            _ => false,
        };
        return isValue ? ScalarFault.Explain(source, at) : source.Unexpected(wanted, at);
    }

    /// <summary>What should follow in a node that is incomplete; null for one that is complete.</summary>
    private static string? Wanted(SyntaxNodeBase node) => node switch
    {
        KeySyntax { Key: null } or DottedKeyItemSyntax { Key: null } => Key,
        KeyValueSyntax { EqualToken: null } => "after a key an equals sign is needed",
        KeyValueSyntax { Value: null } or ArrayItemSyntax { Value: null } => Value,
        InvalidSyntaxToken { InvalidKind: TokenKind.CloseBracketDouble } => "this header must end with a single ]",
        InvalidSyntaxToken { TokenKind: TokenKind.CloseBracket } => "this header must end with ]",
        InvalidSyntaxToken { TokenKind: TokenKind.CloseBracketDouble } => "this header must end with ]]",
        InvalidSyntaxToken { Parent: TableSyntaxBase } => "after a header the line must end",
        InvalidSyntaxToken => LineEnd,
        ArraySyntax array when !IsComplete(array) => InArray,
        InlineTableSyntax { CloseBrace: null } table => table.Items.LastOrDefault() is { Comma: null } ? InTable : Key,
        _ => null,
    };

    private static bool IsComplete(ArraySyntax array) =>
        array.CloseBracket is not null && array.Items.SkipLast(1).All(item => item.Comma is not null);
}
