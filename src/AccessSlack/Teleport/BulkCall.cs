using Grpc.Core;

namespace AccessSlack.Teleport.Protocol;

/// <summary>Beside the generated calls, which know one type for each answer.</summary>
public static partial class AuthService
{
    public partial class AuthServiceClient
    {
        /// <summary>GetPluginData whose answer is decoded down to the entries of the plugins, and no further.</summary>
        public virtual AsyncUnaryCall<PluginDataBulk> GetPluginDataInBulkAsync(PluginDataFilter request, CallOptions options) =>
            CallInvoker.AsyncUnaryCall(InBulk(), null, options, request);
    }

    /// <summary>Made for each call, of which there is one in a start: static fields of two files have no order.</summary>
    private static Method<PluginDataFilter, PluginDataBulk> InBulk() =>
        new(MethodType.Unary, __ServiceName, "GetPluginData", __Marshaller_types_PluginDataFilter, Marshallers.Create<PluginDataBulk>(__Helper_SerializeMessage, ReadBulk));

    private static PluginDataBulk ReadBulk(DeserializationContext context) =>
        PluginDataBulk.Parser.WithDiscardUnknownFields(true).ParseFrom(context.PayloadAsReadOnlySequence());
}
