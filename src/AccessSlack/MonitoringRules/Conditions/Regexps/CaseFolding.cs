using System.Text;

namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>Upper and lower case as Go maps them; .NET leaves four letters as they are.</summary>
internal static class CaseFolding
{
    private const int DottedCapitalI = 0x130;
    private const int DotlessSmallI = 0x131;
    private const int LongS = 0x17F;
    private const int KelvinSign = 0x212A;

    public static string Upper(string text) => text.ToUpperInvariant().Replace('ı', 'I').Replace('ſ', 'S');

    public static string Lower(string text) => text.ToLowerInvariant().Replace('İ', 'i').Replace('\u212A', 'k');

    public static int Upper(int rune) => rune switch
    {
        DotlessSmallI => 'I',
        LongS => 'S',
        _ => Rune.IsValid(rune) ? Rune.ToUpperInvariant(new Rune(rune)).Value : rune,
    };

    public static int Lower(int rune) => rune switch
    {
        DottedCapitalI => 'i',
        KelvinSign => 'k',
        _ => Rune.IsValid(rune) ? Rune.ToLowerInvariant(new Rune(rune)).Value : rune,
    };
}
