using System.Buffers;
using System.Text.Json;

namespace AccessSlack.SocketMode;

/// <summary>Our answer to an envelope.</summary>
internal static class Acknowledgement
{
    /// <param name="to">Every envelope gets one, known or not: otherwise Slack sends it again.</param>
    /// <param name="payload">JSON, sent only where Slack takes it; null for none.</param>
    public static ReadOnlyMemory<byte> Write(Frame.Envelope to, byte[]? payload)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("envelope_id", to.Id);
            if (payload is not null && to.TakesAnswer)
            {
                json.WritePropertyName("payload");
                json.WriteRawValue(payload);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
