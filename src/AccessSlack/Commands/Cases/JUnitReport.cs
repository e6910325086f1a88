using System.Globalization;
using System.Text;
using System.Xml;
using AccessSlack.Requests.Text;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.Commands.Cases;

/// <summary>
/// The results in the form that CI systems read: <c>testsuites</c>, a <c>testsuite</c> for each file, a <c>testcase</c>
/// for each case, and a <c>failure</c> in those that failed.
/// </summary>
internal static class JUnitReport
{
    private const int MaxName = 300;

    public static byte[] Of(CaseRun run)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Indent = true, Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("testsuites");
            Count(xml, run.Count, run.Failed);
            foreach (var file in run.Files) Write(xml, run, file);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Write(XmlWriter xml, CaseRun run, FileResults file)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(file.Path));
        Count(xml, file.Results.Length, file.Results.Count(result => !result.Passed));
        foreach (var result in file.Results) Write(xml, run, file.Path, result);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CaseRun run, string path, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(path));
        xml.WriteAttributeString("name", Clean(result.Case.Name));
        xml.WriteAttributeString("time", "0");
        if (!result.Passed)
        {
            List<string> details = [.. TestText.Details(run, result)];
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", "policy");
            xml.WriteAttributeString("message", details[0]);
            xml.WriteString($"{Clean(path)} line {result.Case.Line}\n{string.Join('\n', details)}");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Count(XmlWriter xml, int tests, int failures)
    {
        xml.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("time", "0");
    }

    /// <summary>XML has no form for control characters.</summary>
    private static string Clean(string text) => SlackText.Plain(text, MaxName);
}
