using System.Security.Cryptography;
using System.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>The Home tab as one person sees it. Untrusted text in it is harmless.</summary>
/// <param name="Blocks">1 to 100.</param>
internal sealed record ComposedHome(IReadOnlyList<Block> Blocks)
{
    /// <summary>Two tabs with the same digest look the same, so the second need not be published.</summary>
    public string Digest => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Texts.Select(text => $"{text.Length}:{text}"))))
    );

    public HomeViewDefinition ToDefinition() => new() { Blocks = Blocks };

    private IEnumerable<string> Texts => Blocks.SelectMany<Block, string>(block => block switch
    {
        SectionBlock section => ["section", section.Text!.Text],
        ContextBlock context => ["context", .. context.Elements.Select(element => element.Text)],
        HeaderBlock header => ["header", header.Text!.Text],
        _ => ["other"],
    });
}
